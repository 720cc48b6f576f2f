/** Colleagues in the same conversation. */
export const looking = {
  'looking.viewing': { one: '{names} também está vendo', other: '{names} também estão vendo' },
  'looking.typing': { one: '{names} está escrevendo…', other: '{names} estão escrevendo…' },
}

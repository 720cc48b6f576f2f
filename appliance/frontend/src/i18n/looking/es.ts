export const looking = {
  'looking.viewing': { one: '{names} también está viendo', other: '{names} también están viendo' },
  'looking.typing': { one: '{names} está escribiendo…', other: '{names} están escribiendo…' },
}

export const looking = {
  'looking.viewing': { one: '{names} is looking too', other: '{names} are looking too' },
  'looking.typing': { one: '{names} is writing…', other: '{names} are writing…' },
}

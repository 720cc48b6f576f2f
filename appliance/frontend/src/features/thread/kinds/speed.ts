/** How fast audio is played: one choice for all of it, until the page is left. */
import { readonly, ref } from 'vue'

const SPEEDS = [1, 1.5, 2] as const

const chosen = ref<number>(1)

export const speed = readonly(chosen)

export function nextSpeed(): void {
  const index = SPEEDS.findIndex((one) => one === chosen.value)
  chosen.value = SPEEDS[(index + 1) % SPEEDS.length]!
}

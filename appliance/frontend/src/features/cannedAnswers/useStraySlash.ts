/** A text that begins with a slash and a word that no canned answer took the place of: seldom meant for a customer. */
import { computed, ref, watch, type Ref } from 'vue'

const FIRST = /^\s*(\/[\p{L}\p{N}_.-]+)(?=\s|$)/u

export function useStraySlash(text: Readonly<Ref<string>>) {
  const isMeant = ref(false)
  const isAsking = ref(false)
  const word = computed(() => FIRST.exec(text.value)?.[1] ?? '')

  watch(text, () => (isAsking.value = false))
  watch(word, (now) => now || (isMeant.value = false))

  /** Whether it must not be sent before one has said that it is meant; then it is asked. */
  function holds(): boolean {
    isAsking.value = word.value !== '' && !isMeant.value
    return isAsking.value
  }

  return { word, isAsking, holds, mean: () => (isMeant.value = true) }
}

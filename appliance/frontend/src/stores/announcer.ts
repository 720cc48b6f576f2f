/** What a screen reader is told without being asked. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useAnnouncer = defineStore('announcer', () => {
  const text = ref('')
  const say = (next: string) => (text.value = next)
  const clear = () => say('')
  return { text, say, clear }
})

/** Whether events arrive by themselves right now. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

const PATIENCE = 2500

export const useConnection = defineStore('connection', () => {
  /** True only when the loss lasts: a blink is nobody's business. */
  const isLost = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function connected(): void {
    clearTimeout(timer)
    timer = undefined
    isLost.value = false
  }

  function disconnected(): void {
    timer ??= setTimeout(() => (isLost.value = true), PATIENCE)
  }

  /** Nothing to be lost: nobody is listening. */
  const clear = connected

  return { isLost, connected, disconnected, clear }
})

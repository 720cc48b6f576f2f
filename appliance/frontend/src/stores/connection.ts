/** Whether events arrive by themselves right now. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

const PATIENCE = 2500

export const useConnection = defineStore('connection', () => {
  /** True only when the loss lasts: a blink is nobody's business. */
  const isLost = ref(false)
  const isUp = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function connected(): void {
    clearTimeout(timer)
    timer = undefined
    isLost.value = false
    isUp.value = true
  }

  function disconnected(): void {
    isUp.value = false
    timer ??= setTimeout(() => (isLost.value = true), PATIENCE)
  }

  /** Nothing to be lost: nobody is listening. */
  function clear(): void {
    connected()
    isUp.value = false
  }

  return { isLost, isUp, connected, disconnected, clear }
})

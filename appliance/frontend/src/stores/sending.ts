/** Whether what is sent leaves for WhatsApp right now. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { fetchSending, resumeSending, type Sending, type Stop } from '@/api/sending'

export const useSending = defineStore('sending', () => {
  const stopped = ref<Stop | null>(null)
  const waiting = ref(0)

  function keep(sending: Sending): void {
    stopped.value = sending.stopped
    waiting.value = sending.waiting
  }

  /** Throws ApiError. */
  const load = async () => keep(await fetchSending())
  /** For admins. Throws ApiError. */
  const resume = async () => keep(await resumeSending())

  const clear = () => keep({ stopped: null, waiting: 0 })

  return { stopped, waiting, keep, load, resume, clear }
})

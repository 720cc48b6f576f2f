/** What fits into a message: asked once, when somebody first needs it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

import { fetchLimits, type Limits } from '@/api/limits'

export const useLimits = defineStore('limits', () => {
  /** Null until the server has told: nothing is counted then, and the server still judges. */
  const limits = shallowRef<Limits | null>(null)
  let asking: Promise<void> | null = null

  /** Throws nothing: whoever needs them next asks again. */
  function load(): Promise<void> {
    if (limits.value) return Promise.resolve()
    asking ??= fetchLimits()
      .then((told) => void (limits.value = told))
      .catch(() => undefined)
      .finally(() => (asking = null))
    return asking
  }

  return { limits, load }
})

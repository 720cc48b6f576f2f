/** Whether the platform's support is here: for the client's admins, and for the support itself. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

import { ApiError } from '@/api/http'
import { endSupportAccess, fetchRunningAccesses, type SupportAccess } from '@/api/support'
import type { Id } from '@/api/types'

import { useSession } from './session'

export const useSupportAccess = defineStore('supportAccess', () => {
  const session = useSession()
  const running = shallowRef<SupportAccess[]>([])
  /** By which I am here myself. */
  const own = computed(() => session.session?.support_access ?? null)
  const isAny = computed(() => own.value !== null || running.value.length > 0)

  /** Throws nothing: what was known stays, and is asked again with the next connection. */
  async function look(): Promise<void> {
    if (!session.may('user.manage')) return clear()
    try {
      running.value = (await fetchRunningAccesses()).data
    } catch {
      // as said
    }
  }

  /** Throws unless it is over then. */
  async function end(id: Id): Promise<void> {
    try {
      await endSupportAccess(id)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'support_access_over') throw error
    }
    running.value = running.value.filter((one) => one.id !== id)
  }

  function clear(): void {
    running.value = []
  }

  return { running, own, isAny, look, end, clear }
})

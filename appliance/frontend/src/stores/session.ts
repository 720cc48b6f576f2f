/** Who is signed in, at which company, and whether the AI is well. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import * as auth from '@/api/auth'
import { ApiError, onSignedOut, setCsrfToken } from '@/api/http'
import type { Permission } from '@/api/permissions'
import type { Session } from '@/api/types'
import { setTimeZone } from '@/format/time'

import { onSignOutElsewhere, tellOtherTabs } from './signOuts'

export const useSession = defineStore('session', () => {
  const session = ref<Session | null>(null)
  /** True after the server ended a session that was open here. */
  const hasEnded = ref(false)

  const user = computed(() => session.value?.user ?? null)
  const tenant = computed(() => session.value?.tenant ?? null)
  const permissions = computed(() => new Set(session.value?.permissions))
  const queueIds = computed(() => new Set(session.value?.queue_ids))
  const isAiDegraded = computed(() => session.value?.ai.state === 'degraded')

  const may = (permission: Permission) => permissions.value.has(permission)

  /** Asks the server who we are; false when nobody is signed in. Throws when it cannot be asked. */
  async function load(): Promise<boolean> {
    try {
      keep(await auth.fetchSession())
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      end(session.value !== null)
      return false
    }
  }

  async function login(credentials: auth.Credentials): Promise<void> {
    await auth.login(credentials)
    keep(await auth.fetchSession())
  }

  async function logout(): Promise<void> {
    await auth.logout()
    end(false)
    tellOtherTabs()
  }

  function keep(fresh: Session): void {
    session.value = fresh
    hasEnded.value = false
    setCsrfToken(fresh.csrf_token)
    setTimeZone(fresh.tenant.timezone)
  }

  function end(byServer: boolean): void {
    session.value = null
    hasEnded.value = byServer
    setCsrfToken('')
  }

  onSignedOut(() => end(session.value !== null || hasEnded.value))
  onSignOutElsewhere(() => end(false))

  return { session, user, tenant, queueIds, isAiDegraded, may, hasEnded, load, login, logout }
})

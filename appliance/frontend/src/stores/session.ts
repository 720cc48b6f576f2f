/** Who is signed in, at which company, and whether the AI is well. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import * as auth from '@/api/auth'
import { ApiError, onSignedOut, setCsrfToken } from '@/api/http'
import type { Permission } from '@/api/permissions'
import type { Available } from '@/api/routing'
import type { Session, User } from '@/api/types'
import { setTimeZone } from '@/format/time'

import { onSignOutElsewhere, tellOtherTabs } from './signOuts'

const REASONS = ['disabled', 'access_changed'] as const
export type EndReason = (typeof REASONS)[number]

const reasonOf = ({ details }: ApiError) => REASONS.find((one) => one === details['reason']) ?? null

export const useSession = defineStore('session', () => {
  const session = ref<Session | null>(null)
  /** True after the server ended a session that was open here. */
  const hasEnded = ref(false)
  /** Why, where the server says it. */
  const endReason = ref<EndReason | null>(null)

  const user = computed(() => session.value?.user ?? null)
  const tenant = computed(() => session.value?.tenant ?? null)
  const permissions = computed(() => new Set(session.value?.permissions))
  const queueIds = computed(() => new Set(session.value?.queue_ids))
  const mustSetUpSecondFactor = computed(() => session.value?.must_set_up_second_factor ?? false)
  const aiState = computed(() => session.value?.ai.state ?? 'ok')

  const may = (permission: Permission) => permissions.value.has(permission)

  /** Asks the server who we are; false when nobody is signed in. Throws when it cannot be asked. */
  async function load(): Promise<boolean> {
    try {
      keep(await auth.fetchSession())
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      if (session.value !== null) endReason.value = reasonOf(error)
      end(session.value !== null)
      return false
    }
  }

  /** By a password, a code, an invitation: whatever sets the cookie. */
  async function enter(way: () => Promise<unknown>): Promise<void> {
    await way()
    keep(await auth.fetchSession())
  }

  const login = (credentials: auth.Credentials) => enter(() => auth.login(credentials))

  /** One's own name or language, as just changed. */
  function rename(change: Partial<User>): void {
    if (session.value) session.value = { ...session.value, user: { ...session.value.user, ...change } }
  }

  async function logout(): Promise<void> {
    await auth.logout()
    end(false)
    tellOtherTabs()
  }

  function noteAvailability(now: Available): void {
    if (session.value) session.value = { ...session.value, user: { ...session.value.user, ...now } }
  }

  function keep(fresh: Session): void {
    session.value = fresh
    hasEnded.value = false
    endReason.value = null
    setCsrfToken(fresh.csrf_token)
    setTimeZone(fresh.tenant.timezone)
  }

  function noteEnd(error: ApiError): void {
    if (session.value !== null) endReason.value = reasonOf(error)
    end(session.value !== null || hasEnded.value)
  }

  function end(byServer: boolean): void {
    if (!byServer) endReason.value = null
    session.value = null
    hasEnded.value = byServer
    setCsrfToken('')
  }

  onSignedOut(noteEnd)
  onSignOutElsewhere(() => end(false))

  return { session, user, tenant, queueIds, aiState, mustSetUpSecondFactor, may, hasEnded, endReason, load, enter, login, logout, rename, noteAvailability }
})

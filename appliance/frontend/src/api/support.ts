/** The platform's support, which comes in for a while and for a reason. */
import { http } from './http'
import type { Id, Page } from './types'

export interface SupportAccess {
  id: Id
  /** As whom the audit names what they did. */
  user_id: Id
  operator: string
  reason: string
  began_at: string
  /** It ends then by itself. */
  until: string
  ended_at: string | null
  ending: 'time' | 'admin' | 'left' | 'platform' | null
  ended_by: string | null
  is_running: boolean
}

/** Sets the session cookie. 401 `bad_support_ticket`; 410 `support_ticket_late`, `support_ticket_used`. */
export const enterAsSupport = (ticket: string) => http.post<unknown>('/auth/support', { ticket })

export const fetchSupportAccesses = (cursor: string | null, signal?: AbortSignal) =>
  http.get<Page<SupportAccess>>('/support-accesses', { query: { cursor: cursor ?? undefined }, ...(signal ? { signal } : {}) })

export const fetchRunningAccesses = () => http.get<Page<SupportAccess>>('/support-accesses', { query: { running: 'true' } })

/** 409 `support_access_over` for one that ended meanwhile. */
export const endSupportAccess = (id: Id) => http.post<SupportAccess>(`/support-accesses/${id}/end`)

import { http } from './http'
import type { Id, Page } from './types'

/** What happens when a customer does not answer. */
export interface InactivityRule {
  id: Id
  /** null: every queue that has no rule of its own. */
  queue_id: Id | null
  warn_after_minutes: number
  warn_text: string
  most_warnings: number
  /** After the last warning. */
  close_after_minutes: number
  close_text: string | null
  close_reason_id: Id | null
  is_active: boolean
}

export type InactivityFields = Omit<InactivityRule, 'id'>

export const fetchInactivityRules = () => http.get<Page<InactivityRule>>('/inactivity-rules')
/** 409 `rule_exists` for a queue that has one. */
export const createInactivityRule = (fields: InactivityFields) => http.post<InactivityRule>('/inactivity-rules', fields)
export const changeInactivityRule = (id: Id, change: Partial<InactivityFields>) => http.patch<InactivityRule>(`/inactivity-rules/${id}`, change)
export const deleteInactivityRule = (id: Id) => http.delete<void>(`/inactivity-rules/${id}`)

/** What of the audit one looks at, as the address says it. */
import type { AuditFilter } from '@/api/audit'
import { dayBegins, dayEnds } from '@/format/wallTime'

/** What stands before the dot of actions. */
export const SUBJECTS = [
  'user', 'session', 'support_access', 'api_token', 'role', 'queue', 'brand', 'setting', 'signature', 'notifications', 'push_browser',
  'conversation', 'contact', 'contact_field', 'consent', 'consent_purpose', 'template', 'label', 'canned_answer', 'macro', 'view', 'close_reason',
  'schedule', 'holiday', 'service_level', 'inactivity_rule', 'survey_rule', 'channel', 'delivery',
] as const

/** Days are days of the tenant's calendar, both included. */
export interface AuditQuery {
  user?: string
  action?: string
  from?: string
  to?: string
}

export function readQuery(query: Record<string, unknown>): AuditQuery {
  const matching = (name: keyof AuditQuery, shape: RegExp) => {
    const value = query[name]
    return typeof value === 'string' && shape.test(value) ? { [name]: value } : {}
  }
  const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
  return { ...matching('user', /^\d{1,15}$/), ...matching('action', /^[a-z_.]{1,60}$/), ...matching('from', day), ...matching('to', day) }
}

export const filterOf = ({ user, action, from, to }: AuditQuery): AuditFilter => ({
  ...(user ? { user_id: Number(user) } : {}),
  ...(action ? { action } : {}),
  ...(from ? { since: dayBegins(from).toISOString() } : {}),
  ...(to ? { until: dayEnds(to).toISOString() } : {}),
})

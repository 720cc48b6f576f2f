import { http } from './http'
import type { Id, Page } from './types'

/** What somebody did, and how it was before: of what changed only. */
export interface AuditEntry {
  id: Id
  at: string
  /** Null: nobody was signed in, or the system itself; without an id: whoever runs the platform. */
  user: { id: Id | null; name: string } | null
  address: string | null
  agent: string | null
  /** `subject.verb` */
  action: string
  /** `name` is what it is called now; null where it is gone or has none. */
  subject: { kind: string; id: string; name: string | null }
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

export interface AuditFilter {
  user_id?: Id
  /** What stands before the dot of an action, or all of it. */
  action?: string
  /** Moments; `until` is excluded. */
  since?: string
  until?: string
}

const asQuery = (filter: AuditFilter) => ({ ...filter }) as Record<string, string | number | undefined>

export const fetchAudit = (filter: AuditFilter, cursor: string | null, signal?: AbortSignal) =>
  http.get<Page<AuditEntry>>('/audit', { query: { ...asQuery(filter), cursor: cursor ?? undefined }, ...(signal ? { signal } : {}) })

/** Where the browser gets all of it as CSV. */
export function exportAddress(filter: AuditFilter): string {
  const present = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  const query = new URLSearchParams(present).toString()
  return `/api/v1/audit/export${query ? `?${query}` : ''}`
}

import { http } from './http'
import type { Id, Page } from './types'

export type Severity = 'info' | 'warning' | 'critical'

/** What Meta says about the number, the account or a template, outside any conversation. */
export interface AccountNotice {
  id: Id
  /** As Meta names it: account_update, phone_number_quality_update … */
  field: string
  event: string | null
  severity: Severity
  /** As Meta sent it. */
  value: unknown
  occurred_at: string
  seen_at: string | null
}

/** How many nobody has seen. */
export interface Unseen {
  unseen: number
  critical: number
}

interface NoticeFilter {
  seen: boolean
  severity?: Severity
}

export const fetchAccountNotices = ({ seen, severity }: NoticeFilter, cursor: string | null, signal?: AbortSignal) =>
  http.get<Page<AccountNotice>>('/account-notices', {
    query: { seen: String(seen), severity, limit: 50, cursor: cursor ?? undefined },
    ...(signal ? { signal } : {}),
  })

export const fetchUnseen = () => http.get<Unseen>('/account-notices/stats')

export const markNoticeSeen = (id: Id) => http.post<AccountNotice>(`/account-notices/${id}/seen`)

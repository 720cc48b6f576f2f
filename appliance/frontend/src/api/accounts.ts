/** The people of the company, for those who manage them. */
import type { Attempt, OpenSession } from './account'
import { http } from './http'
import type { Id, Page, Role } from './types'
import type { Colleague } from './users'

export interface Invitation {
  expires_at: string
  is_open: boolean
  /** Null: there is no mail server. */
  mail: 'queued' | 'sent' | 'failed' | null
  error: string | null
  /** What the mail server said. */
  detail: string | null
  /** Only where no e-mail brings it. */
  url: string | null
}

export interface Account extends Colleague {
  state: 'invited' | 'active' | 'disabled'
  queue_ids: Id[]
  has_second_factor: boolean
  must_set_up_second_factor: boolean
  last_seen_at: string | null
  created_at: string
  invitation: Invitation | null
}

export interface NewAccount {
  name: string
  email: string
  role: Role
  queue_ids: Id[]
  locale: string | null
}

export type AccountChange = Partial<Omit<NewAccount, 'locale'> & { locale: string; is_active: boolean }>

export const fetchAccounts = () => http.get<Page<Account>>('/users/accounts')

export const fetchAccount = (id: Id) => http.get<Account>(`/users/${id}/account`)

export const invite = (account: NewAccount) => http.post<Account>('/users/invitations', account)

export const inviteAgain = (id: Id) => http.post<Account>(`/users/${id}/invitation`)

export const revokeInvitation = (id: Id) => http.delete<void>(`/users/${id}/invitation`)

export const changeAccount = (id: Id, change: AccountChange) => http.patch<unknown>(`/users/${id}`, change)

export const fetchSessionsOf = (id: Id) => http.get<Page<OpenSession>>(`/users/${id}/sessions`)

export const endSessionOf = (id: Id, session: Id) => http.delete<void>(`/users/${id}/sessions/${session}`)

export const endSessionsOf = (id: Id) => http.delete<void>(`/users/${id}/sessions`)

export const fetchSignInsOf = (id: Id, cursor: string | null) =>
  http.get<Page<Attempt>>(`/users/${id}/sign-ins`, { query: { cursor: cursor ?? undefined } })

/** The link, where no e-mail brings it. */
export const sendPasswordResetTo = (id: Id) => http.post<{ url: string | null }>(`/users/${id}/password-reset`)

export const resetSecondFactorOf = (id: Id) => http.delete<void>(`/users/${id}/second-factor`)

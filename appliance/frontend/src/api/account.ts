/** One's own account. */
import { http } from './http'
import type { Permission } from './permissions'
import type { Id, Page, User } from './types'

export interface Device {
  browser: string | null
  system: string | null
}

/** Somewhere one is signed in. */
export interface OpenSession {
  id: Id
  device: Device
  address: string | null
  created_at: string
  seen_at: string
  is_current: boolean
}

/** An attempt to sign in. */
export interface Attempt {
  id: Id
  at: string
  outcome: string
  address: string | null
  device: Device
}

export interface SecondFactor {
  is_on: boolean
  since: string | null
  is_required: boolean
  recovery_codes_left: number
}

export interface NewSecondFactor {
  secret: string
  address: string
  /** An SVG path in a view box of this size. */
  qr: { size: number; path: string }
}

export interface ApiToken {
  id: Id
  name: string
  permissions: Permission[]
  created_at: string
  expires_at: string
  last_used_at: string | null
  last_address: string | null
}

export interface NewApiToken {
  name: string
  permissions: Permission[]
  days: number
}

interface Codes {
  recovery_codes: string[]
}

export const changeProfile = (change: { name?: string; locale?: string }) => http.patch<User>('/auth/me', change)

export const changePassword = (current_password: string, password: string) =>
  http.post<void>('/auth/password', { current_password, password })

export const fetchSecondFactor = () => http.get<SecondFactor>('/auth/second-factor')

export const beginSecondFactor = (password: string) => http.post<NewSecondFactor>('/auth/second-factor', { password })

export const confirmSecondFactor = (code: string) => http.post<Codes>('/auth/second-factor/confirm', { code })

export const renewRecoveryCodes = (password: string) => http.post<Codes>('/auth/second-factor/recovery-codes', { password })

export const removeSecondFactor = (password: string) => http.post<void>('/auth/second-factor/remove', { password })

export const fetchSessions = () => http.get<Page<OpenSession>>('/auth/sessions')

export const endSession = (id: Id) => http.delete<void>(`/auth/sessions/${id}`)

export const endOtherSessions = () => http.delete<void>('/auth/sessions')

export const fetchSignIns = (cursor: string | null) =>
  http.get<Page<Attempt>>('/auth/sign-ins', { query: { cursor: cursor ?? undefined } })

export const fetchApiTokens = () => http.get<Page<ApiToken> & { grantable: Permission[] }>('/auth/api-tokens')

/** `token` is shown this once. */
export const createApiToken = (token: NewApiToken) => http.post<ApiToken & { token: string }>('/auth/api-tokens', token)

export const revokeApiToken = (id: Id) => http.delete<void>(`/auth/api-tokens/${id}`)

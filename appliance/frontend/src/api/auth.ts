import { http } from './http'
import type { Session } from './types'

export interface Credentials {
  email: string
  password: string
  remember: boolean
}

/** Whom a link from an e-mail is for. */
export interface LinkOwner {
  name: string
  email: string
  locale?: string | null
}

/**
 * Sets the session cookie; the tokens in the answer are for API clients and ignored here.
 * 401 `second_factor_required` with a `challenge` for whoever has a second factor.
 */
export const login = (credentials: Credentials) => http.post<unknown>('/auth/login', credentials)

export const loginSecondFactor = (challenge: string, code: string) =>
  http.post<unknown>('/auth/login/second-factor', { challenge, code })

export const logout = () => http.post<unknown>('/auth/logout')

export const fetchSession = () => http.get<Session>('/auth/me')

/** The answer says nothing of whether anybody has this e-mail. */
export const askForReset = (email: string) => http.post<unknown>('/auth/password-reset', { email })

/** 410 `link_gone` once used, replaced or too old; so say the three below. */
export const fetchReset = (token: string) => http.get<LinkOwner>(`/auth/password-reset/${encodeURIComponent(token)}`)

export const choosePassword = (token: string, password: string) =>
  http.post<void>(`/auth/password-reset/${encodeURIComponent(token)}`, { password })

export const fetchInvitation = (token: string) => http.get<LinkOwner>(`/auth/invitations/${encodeURIComponent(token)}`)

/** Signs in. */
export const acceptInvitation = (token: string, password: string) =>
  http.post<unknown>(`/auth/invitations/${encodeURIComponent(token)}`, { password })

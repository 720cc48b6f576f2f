import { http } from './http'
import type { Session } from './types'

export interface Credentials {
  email: string
  password: string
  remember: boolean
}

/** Sets the session cookie; the tokens in the answer are for API clients and ignored here. */
export const login = (credentials: Credentials) => http.post<unknown>('/auth/login', credentials)

export const logout = () => http.post<unknown>('/auth/logout')

export const fetchSession = () => http.get<Session>('/auth/me')

import { http } from './http'
import type { Id } from './types'

/** Why nothing leaves for WhatsApp at the moment. */
export interface Stop {
  id: Id
  kind: string
  /** The server's name for it. */
  reason?: string | null
  code: number | string | null
  /** In words, as the server has them. */
  message: string
  since: string
  /** When it goes on by itself; null: somebody has to see to it. */
  until: string | null
}

export interface Sending {
  stopped: Stop | null
  /** How many messages wait. */
  waiting: number
}

export const fetchSending = () => http.get<Sending>('/sending')

export const resumeSending = () => http.post<Sending>('/sending/resume')

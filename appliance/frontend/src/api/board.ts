import { http } from './http'
import type { AiState, Conversation, Id } from './types'
import type { Colleague } from './users'

/** Of those in people's hands. */
export interface Lateness {
  /** Past what was promised. */
  breached: number
  /** Nearly so. */
  at_risk: number
}

export interface QueueWork extends Lateness {
  /** null: the common queue. */
  id: Id | null
  bot: number
  waiting: number
  open: number
  /** Of who waits longest. */
  waiting_since: string | null
}

export interface PersonWork extends Lateness {
  user: Colleague
  open: number
  /** Whose last message is the customer's. */
  unanswered: number
  unanswered_since: string | null
}

/** What stands where now, of the queues one may see. */
export interface Board {
  at: string
  ai: { state: AiState }
  queues: QueueWork[]
  people: PersonWork[]
  /** Longest first. */
  waiting: Conversation[]
  /** Late or nearly so, whoever has them; the earliest promise first. */
  urgent: Conversation[]
}

export const fetchBoard = () => http.get<Board>('/board')

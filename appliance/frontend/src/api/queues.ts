import { http } from './http'
import type { Id, Page } from './types'

/** A queue of the help desk (setor). */
export interface Queue extends Partial<QueueRouting> {
  id: Id
  name: string
  /** #rrggbb */
  colour: string
  /** False: nothing new comes here. */
  is_active: boolean
  member_ids: Id[]
  created_at: string
}

/** How a queue gives out what waits in it. */
export interface QueueRouting {
  routing: 'manual' | 'round_robin' | 'least_busy'
  /** 0: no offer, it is theirs at once. */
  offer_seconds: number
  /** null: what somebody left unanswered stays theirs. */
  return_minutes: number | null
  /** null: the standard hours. */
  schedule_id: Id | null
  /** What the AI hands over waits here. */
  is_default: boolean
}

export type QueueFields = Pick<Queue, 'name' | 'colour' | 'member_ids'> & Partial<QueueRouting>

export const fetchQueues = () => http.get<Page<Queue>>('/queues')

/** 409 `queue_exists` when the names differ by capitals or accents alone. */
export const createQueue = (queue: QueueFields) => http.post<Queue>('/queues', queue)

export const changeQueue = (id: Id, change: Partial<QueueFields & Pick<Queue, 'is_active'>>) => http.patch<Queue>(`/queues/${id}`, change)

/** 409 `queue_in_use` when it ever had a conversation. */
export const deleteQueue = (id: Id) => http.delete<void>(`/queues/${id}`)

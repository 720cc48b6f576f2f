import { http } from './http'
import type { Id, Page } from './types'

export type DeliveryState = 'pending' | 'done' | 'malformed' | 'dead' | 'dismissed'

/** Something Meta delivered to our webhook. */
export interface Delivery {
  id: Id
  state: DeliveryState
  attempts: number
  /** Why it could not be processed, in the worker's words. */
  error: string | null
  received_at: string
  processed_at: string | null
  /** Bytes of the whole body; of a long one `body` holds the beginning. */
  size: number
  body: string
}

export interface LeftOver {
  malformed: number
  dead: number
}

export const fetchDeliveries = (states: DeliveryState[], cursor: string | null, signal?: AbortSignal) =>
  http.get<Page<Delivery>>('/webhook-deliveries', {
    query: { state: states.join(','), limit: 20, cursor: cursor ?? undefined },
    ...(signal ? { signal } : {}),
  })

export const fetchDelivery = (id: Id) => http.get<Delivery>(`/webhook-deliveries/${id}`)

export const fetchLeftOver = () => http.get<LeftOver>('/webhook-deliveries/stats')

/** Comes back `pending`: the worker takes it up by itself. */
export const retryDelivery = (id: Id) => http.post<Delivery>(`/webhook-deliveries/${id}/retry`)

export const dismissDelivery = (id: Id) => http.post<Delivery>(`/webhook-deliveries/${id}/dismiss`)

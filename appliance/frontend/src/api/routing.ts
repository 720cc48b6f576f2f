import { http } from './http'
import type { Conversation, Id, Page } from './types'

/** Whether somebody is at their desk, as they say themselves. */
export const AVAILABILITIES = ['online', 'away', 'paused'] as const
export type Availability = (typeof AVAILABILITIES)[number]

export interface Available {
  availability: Availability
  /** Of a pause. */
  pause_reason: string | null
}

/** Who is away or takes a break is offered nothing. */
export const setAvailability = (available: Available) => http.put<Available>('/users/me/availability', available)

/** The conversations that I am asked to take. */
export const fetchOffers = () => http.get<Page<Conversation>>('/offers')

/** Somebody else is asked. 409 `not_offered` when the offer no longer stands. */
export const declineOffer = (id: Id) => http.post<Conversation>(`/conversations/${id}/decline`)

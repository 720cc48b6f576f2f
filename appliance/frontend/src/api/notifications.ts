/** What I want to be told of, and in which browsers. */
import type { Device } from './account'
import { http } from './http'
import type { Id } from './types'

export const EVENTS = ['message', 'offer', 'transferred', 'mention', 'sla', 'waiting'] as const
export type NotifiedEvent = (typeof EVENTS)[number]
export const TONES = ['drop', 'bell', 'knock', 'rise', 'alarm'] as const
export type Tone = (typeof TONES)[number]
export const SHOWS = ['nothing', 'name', 'text'] as const

export interface EventChoice {
  sound: boolean
  tone: Tone
  /** On the desktop, or by push where nothing is open. */
  notice: boolean
}

export interface NotificationChoices {
  events: Record<NotifiedEvent, EventChoice>
  quiet_when_away: boolean
  /** Of the customer, on a screen that may be locked. */
  push_shows: (typeof SHOWS)[number]
}

/** A browser that is told while no inbox is open. */
export interface PushBrowser {
  id: Id
  device: Device
  created_at: string
  sent_at: string | null
  /** SHA-256 of its subscription's address. */
  endpoint_hash: string
  is_current: boolean
}

export interface Notifications {
  choices: NotificationChoices
  browsers: PushBrowser[]
}

export const fetchNotifications = () => http.get<Notifications>('/notifications')

export const changeChoices = (choices: NotificationChoices) => http.put<NotificationChoices>('/notifications/choices', choices)

/** What a browser subscribes for. */
export const fetchPushKey = () => http.get<{ public_key: string }>('/notifications/key')

export const addBrowser = (subscription: PushSubscriptionJSON) => http.post<PushBrowser>('/notifications/browsers', subscription)

export const removeBrowser = (id: Id) => http.delete<void>(`/notifications/browsers/${id}`)

/** 429 `too_soon` within ten seconds of the last. */
export const testBrowser = (id: Id) => http.post<null>(`/notifications/browsers/${id}/test`)

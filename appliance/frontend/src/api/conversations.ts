import { http } from './http'
import type { Conversation, ConversationStatus, Id, Page, Stats } from './types'

export interface ConversationFilter {
  /** `live`: whatever is not closed. */
  status?: ConversationStatus | 'live'
  assigned_user_id?: 'me' | 'none' | Id
  queue_id?: 'none' | Id
  label?: Id
  /** Moments between which the last message came. */
  from?: string
  to?: string
  unread?: true
  window_closing_hours?: number
  needs_attention?: true
  sla?: 'at_risk' | 'breached'
  snoozed?: true
  sort?: 'oldest'
  q?: string
}

export const fetchConversations = (
  filter: ConversationFilter,
  cursor: string | null,
  signal?: AbortSignal,
) =>
  http.get<Page<Conversation>>('/conversations', {
    query: { ...asText(filter), limit: 30, cursor: cursor ?? undefined },
    ...(signal ? { signal } : {}),
  })

const asText = (filter: ConversationFilter) =>
  Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]))

export const fetchConversation = (id: Id) => http.get<Conversation>(`/conversations/${id}`)

/** A contact of ours, or a number as it was typed. */
export type BeginWith = { contact_id: Id } | { phone: string; name: string | null }

/** The contact's conversation, with me: the live one, or a new one. 409 `already_taken` when it is another's. */
export const beginConversation = (whom: BeginWith) => http.post<Conversation>('/conversations', whom)

export const fetchStats = () => http.get<Stats>('/conversations/stats')

/** 409 `already_taken` with `details.assigned_user` when somebody else was first. */
export const takeOver = (id: Id, fromUserId: Id | null = null) =>
  http.post<Conversation>(`/conversations/${id}/takeover`, { from_user_id: fromUserId })

/** A person, a queue, or with neither the common queue; `note` is for whoever has it next. */
export interface TransferTo {
  user_id?: Id
  queue_id?: Id
  note?: string
}

/** It comes up as new there. 409 `not_owner`, `inactive_queue`, `inactive_user`. */
export const transferConversation = (id: Id, to: TransferTo) =>
  http.post<Conversation>(`/conversations/${id}/transfer`, to)

/** Why it is closed, and what there is to remark. */
export interface Closing {
  reason_id: Id | null
  note: string | null
}

/** 409 `inactive_reason`, 404 `reason_not_found` when the reason went meanwhile. */
export const closeConversation = (id: Id, closing: Closing = { reason_id: null, note: null }) =>
  http.post<Conversation>(`/conversations/${id}/close`, closing)

/** 409 `another_is_open`, with `details.conversation_id` where one may see it. */
export const reopenConversation = (id: Id) => http.post<Conversation>(`/conversations/${id}/reopen`)

export const markRead = (id: Id) => http.post<Conversation | undefined>(`/conversations/${id}/read`)

/** Shows the customer that somebody is writing. */
export const sendTyping = (id: Id) => http.post<void>(`/conversations/${id}/typing`)

/** Out of the lists until then, or until the customer writes; null: back now. */
export const snooze = (id: Id, until: string | null) => http.put<Conversation>(`/conversations/${id}/snooze`, { until })

export const prioritise = (id: Id, priority: number) => http.put<Conversation>(`/conversations/${id}/priority`, { priority })

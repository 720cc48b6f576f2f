import { http } from './http'
import type { InteractiveData, LocationData } from './metadata'
import type { TemplateValues } from './templates'
import type { Id, Message, Page } from './types'

export interface ContactToSend {
  name: string
  phones: { phone: string; type?: string }[]
  emails?: { email: string; type?: string }[]
  org?: { company?: string; title?: string }
}

/** What is said, of any kind: the part of a message that its author chooses. */
export interface MessageBody {
  message_type: string
  /** The text, or the caption. */
  content?: string
  media_id?: Id
  location?: LocationData
  contacts?: ContactToSend[]
  interactive?: InteractiveData
  template?: TemplateValues & { template_id: Id }
}

export interface NewMessage extends MessageBody {
  conversation_id: Id
  /** The same key is the same message, however often it is posted. */
  client_key: string
  reply_to?: Id
  scheduled_at?: string
}

/** Newest page first; the cursor goes back in time. */
export const fetchMessages = (conversationId: Id, cursor: string | null = null) =>
  http.get<Page<Message>>('/messages', {
    query: { conversation_id: conversationId, limit: 50, cursor: cursor ?? undefined },
  })

/** With where the later ones go on; null: nothing was said since. */
type PageBelow = Page<Message> & { newer_cursor: string | null }

/** The page with that message in its middle, and cursors both ways. 404 when it is gone, or another conversation's. */
export const fetchMessagesAround = (conversationId: Id, messageId: Id) =>
  http.get<PageBelow>('/messages', { query: { conversation_id: conversationId, limit: 50, around: messageId } })

export const fetchNewerMessages = (conversationId: Id, cursor: string) =>
  http.get<Omit<PageBelow, 'next_cursor'>>('/messages', { query: { conversation_id: conversationId, limit: 50, newer: cursor } })

export const fetchMessage = (id: Id) => http.get<Message>(`/messages/${id}`)

/** No answer for so long is none. */
const PATIENCE = 20_000

export const sendMessage = (message: NewMessage) =>
  http.post<Message>('/messages', message, { signal: AbortSignal.timeout(PATIENCE) })

export const resendMessage = (id: Id) => http.post<Message>(`/messages/${id}/resend`)

/** One of ours per message; a new one takes the place of the old. */
export const react = (id: Id, emoji: string) => http.put<Message>(`/messages/${id}/reaction`, { emoji })

export const takeReactionBack = (id: Id) => http.delete<Message>(`/messages/${id}/reaction`)

export const fetchScheduled = (conversationId: Id, cursor: string | null = null) =>
  http.get<Page<Message>>('/messages/scheduled', {
    query: { conversation_id: conversationId, limit: 50, cursor: cursor ?? undefined },
  })

export const changeScheduled = (id: Id, change: { scheduled_at?: string; content?: string }) =>
  http.patch<Message>(`/messages/${id}`, change)

export const cancelScheduled = (id: Id) => http.post<Message>(`/messages/${id}/cancel`)

export const sendScheduledNow = (id: Id) => http.post<Message>(`/messages/${id}/send-now`)

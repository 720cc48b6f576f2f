import { http } from './http'
import type { Contact, Id, Message, Page, Person } from './types'

export interface NewNote {
  content: string
  mention_ids: Id[]
  /** The same key is the same note, however often it is posted. */
  client_key: string
}

/** Where I was named. */
export interface Mention {
  id: Id
  conversation_id: Id
  protocol: string
  contact: Contact
  author: Person
  message: Message
  seen_at: string | null
  created_at: string
}

export type Nameable = Person & { is_online: boolean }

export const writeNote = (conversationId: Id, note: NewNote) => http.post<Message>(`/conversations/${conversationId}/notes`, note)

/** Who may see the conversation, and so may be named in a note. */
export const fetchNameable = (conversationId: Id) => http.get<Page<Nameable>>(`/conversations/${conversationId}/people`)

export const fetchMentions = (cursor: string | null) =>
  http.get<Page<Mention> & { unseen: number }>('/mentions', { query: { limit: 30, cursor: cursor ?? undefined } })

/** How many are left unseen. */
export const markMentionsSeen = (conversation_id: Id | null) => http.post<{ unseen: number }>('/mentions/seen', { conversation_id })

import { http } from './http'
import type { Contact, ConversationStatus, Id, SenderType } from './types'

/** A text in parts, so that what was looked for can be marked. */
export interface Part {
  text: string
  is_match: boolean
}

export interface FoundConversation {
  id: Id
  protocol: string
  status: ConversationStatus
  contact: Contact
  /** Of the contact. */
  name: Part[]
  last_message_at: string
}

export interface FoundMessage {
  id: Id
  conversation_id: Id
  protocol: string
  contact: Contact
  sender_type: SenderType
  sender_user_id: Id | null
  message_type: string
  sent_at: string
  snippet: Part[]
}

export interface SearchResult {
  conversations: FoundConversation[]
  messages: {
    data: FoundMessage[]
    /** An empty page may have one too: to look through everything would have taken long. */
    next_cursor: string | null
    /** False while older messages cannot be found yet. */
    is_complete: boolean
  }
}

/** With a cursor: further messages, no conversations. */
export const fetchSearch = (q: string, cursor: string | null = null, signal?: AbortSignal) =>
  http.get<SearchResult>('/search', { query: { q, cursor: cursor ?? undefined }, ...(signal ? { signal } : {}) })

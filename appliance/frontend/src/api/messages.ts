import { http } from './http'
import type { Id, Message, Page } from './types'

export interface TextToSend {
  conversation_id: Id
  content: string
  /** The same key is the same message, however often it is posted. */
  client_key: string
}

/** Newest page first; the cursor goes back in time. */
export const fetchMessages = (conversationId: Id, cursor: string | null = null) =>
  http.get<Page<Message>>('/messages', {
    query: { conversation_id: conversationId, limit: 50, cursor: cursor ?? undefined },
  })

/** No answer for so long is none. */
const PATIENCE = 20_000

export const sendText = (text: TextToSend) =>
  http.post<Message>('/messages', { ...text, message_type: 'text' }, { signal: AbortSignal.timeout(PATIENCE) })

export const resendMessage = (id: Id) => http.post<Message>(`/messages/${id}/resend`)

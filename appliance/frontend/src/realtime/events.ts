/** The events of the socket and what each carries. */
import type { Sending } from '@/api/sending'
import type { Template } from '@/api/templates'
import type { Conversation, Id, Message } from '@/api/types'

interface Sequenced {
  /** Consecutive within a room: a hole means that an event was missed. */
  seq: number
  room: string
  conversation_id: Id
  conversation?: Conversation
}

export interface MessageEvent extends Sequenced {
  message: Message
}

export type ConversationEvent = Sequenced

/** Nothing leaves for WhatsApp any more, or it does again. */
export interface SendingEvent extends Sending {
  seq: number
  room: string
}

/** Meta decided about it, or somebody changed it. */
export interface TemplateEvent {
  seq: number
  room: string
  template: Template
}

export interface Hello {
  rooms: { room: string; seq: number }[]
}

export interface ServerEvents {
  'message.created': MessageEvent
  'message.updated': MessageEvent
  'conversation.updated': ConversationEvent
  /** Messages left the conversation, or came from another. */
  'thread.changed': ConversationEvent
  'sending.updated': SendingEvent
  'template.updated': TemplateEvent
}

export const SERVER_EVENTS = [
  'message.created',
  'message.updated',
  'conversation.updated',
  'thread.changed',
  'sending.updated',
  'template.updated',
] as const

export interface RealtimeEvents extends ServerEvents {
  /** Something may have been missed: fetch the open list and conversation again. */
  resync: undefined
  connected: undefined
  disconnected: undefined
  /** The server would not have us: the session may be over. */
  refused: undefined
}

/** The events of the socket and what each carries. */
import type { Label } from '@/api/labels'
import type { Available } from '@/api/routing'
import type { Sending } from '@/api/sending'
import type { Template } from '@/api/templates'
import type { Conversation, Id, Message, Stats } from '@/api/types'

/** Of each room of an event its number there. They are consecutive: a hole means that an event was missed. */
export type Numbers = Record<string, number>

interface Sequenced {
  seq: Numbers
  conversation_id: Id
  conversation?: Conversation
}

export interface MessageEvent extends Sequenced {
  message: Message
}

export type ConversationEvent = Sequenced

/** It is in other rooms now: whoever is in none of `rooms` may no longer see it. */
export interface LeftEvent {
  seq: Numbers
  conversation_id: Id
  rooms: string[]
}

/** Nothing leaves for WhatsApp any more, or it does again. */
export interface SendingEvent extends Sending {
  seq: Numbers
}

/** Somebody is at their desk, away, or takes a break. */
export interface PresenceEvent extends Available {
  seq: Numbers
  user_id: Id
}

/** Meta decided about it, or somebody changed it. */
export interface TemplateEvent {
  seq: Numbers
  template: Template
}

/** The client's labels are others now, or are called otherwise. */
export interface LabelsEvent {
  seq: Numbers
  labels: Label[]
}

/** I was named in a note. */
export interface MentionEvent {
  seq: Numbers
  conversation_id: Id
}

/** How many conversations I see where. */
export interface CountersEvent {
  seq: Numbers
  stats: Stats
}

/** Everybody who has the conversation open now. */
export interface LookingEvent {
  conversation_id: Id
  people: { user_id: Id; is_typing: boolean }[]
}

/** The platform's support came in, or is out. */
export interface SupportEvent {
  seq: Numbers
  id: Id
}

export interface Hello {
  rooms: { room: string; seq: number }[]
}

export interface ServerEvents {
  'message.created': MessageEvent
  'message.updated': MessageEvent
  'conversation.updated': ConversationEvent
  /** What is noted down of the customer, or what they agreed to, is different now. */
  'contact.changed': ConversationEvent
  /** Messages left the conversation, or came from another. */
  'thread.changed': ConversationEvent
  /** Passed on only to who may no longer see it. */
  'conversation.left': LeftEvent
  'sending.updated': SendingEvent
  presence: PresenceEvent
  'template.updated': TemplateEvent
  'labels.updated': LabelsEvent
  'mention.created': MentionEvent
  'counters.updated': CountersEvent
  'support.updated': SupportEvent
}

export const SERVER_EVENTS = [
  'message.created',
  'message.updated',
  'conversation.updated',
  'contact.changed',
  'thread.changed',
  'conversation.left',
  'sending.updated',
  'presence',
  'template.updated',
  'labels.updated',
  'mention.created',
  'counters.updated',
  'support.updated',
] as const

export interface RealtimeEvents extends ServerEvents {
  looking: LookingEvent
  /** Something may have been missed: fetch the open list and conversation again. */
  resync: undefined
  /** We work elsewhere now: one may see other things, and no longer some of what is shown. Comes before a resync. */
  moved: undefined
  connected: undefined
  disconnected: undefined
  /** The server would not have us, or hung up: the session may be over. */
  refused: undefined
}

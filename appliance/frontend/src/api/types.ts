/** What the appliance's REST API sends (see /api/v1/openapi.json). Times are ISO 8601 in UTC. */
import type { MessageMetadata } from './metadata'
import type { Permission } from './permissions'
import type { Availability } from './routing'

export type Id = number

/** Four come with every tenant: admin, gerente, atendente, suporte (nobody is given this one); its admin adds others. */
export type Role = string
export type ConversationStatus = 'bot' | 'waiting' | 'open' | 'closed'
export type SenderType = 'customer' | 'bot' | 'attendant' | 'system'
export type DeliveryStatus =
  | 'queued'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'failed'
  | 'unknown'
/** `scheduled` and `cancelled` are no part of the thread. */
export type MessageStatus = DeliveryStatus | 'received' | 'scheduled' | 'cancelled'

export interface User {
  id: Id
  name: string
  email: string
  role: Role
  locale: string | null
  is_online?: boolean
  availability?: Availability
  capacity?: number | null
  pause_reason?: string | null
  /** An operator of the platform, none of the client's people. */
  is_support?: boolean
}

export interface Tenant {
  slug: string
  name: string
  locale: string
  timezone: string
}

/** `stalled`: nobody works through its questions, and whoever waited for it goes to a person. */
export type AiState = 'ok' | 'degraded' | 'stalled'

export interface Session {
  user: User
  /** What this person may, and the queues where they work. */
  permissions: Permission[]
  queue_ids: Id[]
  csrf_token: string
  tenant: Tenant
  ai: { state: AiState }
  /** Nothing else answers until they did. */
  must_set_up_second_factor?: boolean
  /** Of the platform's support: by which access they are here. */
  support_access?: { id: Id; reason: string; until: string } | null
}

export interface Contact {
  id: Id
  name: string | null
  profile_name: string | null
  username?: string | null
  phone: string | null
  wa_id: string | null
  created_at?: string | null
}

export interface Person {
  id: Id
  name: string
}

export interface MessageError {
  /** What the system makes of it: `window`, `throttled` … */
  kind?: string | null
  /** The server's name for it. */
  reason?: string | null
  code?: number | string | null
  title?: string | null
  message?: string | null
  details?: unknown
}

export interface Message {
  id: Id
  conversation_id: Id
  sender_type: SenderType
  sender_user_id: Id | null
  sender_name?: string | null
  /** As WhatsApp names it (text, image …); `note` is internal; a name nobody knows is kept. */
  message_type: string
  content: string | null
  media_url?: string | null
  /** Null until WhatsApp took it. */
  whatsapp_message_id?: string | null
  status: MessageStatus
  error: MessageError | null
  reply_to?: Id | null
  sent_at: string
  /** When it is to leave, if not at once. */
  scheduled_at?: string | null
  client_key?: string | null
  metadata?: MessageMetadata | null
}

/** A label as a conversation carries it. */
export interface LabelMark {
  id: Id
  name: string
  /** #rrggbb */
  colour: string
}

export interface Conversation {
  id: Id
  protocol: string
  contact: Contact
  status: ConversationStatus
  queue_id: Id | null
  assigned_user_id: Id | null
  assigned_user?: Person | null
  is_bot_active: boolean
  needs_human_attention: boolean
  attention_reason?: string | null
  window_expires_at: string | null
  unread_count: number
  last_message: Message | null
  last_message_at: string
  created_at?: string | null
  closed_at?: string | null
  close_reason_id?: Id | null
  close_note?: string | null
  /** Since when its customer waits for a person, wherever it was meanwhile; null unless it waits. */
  waiting_since?: string | null
  /** When it came into the queue where it waits. */
  queued_at?: string | null
  /** 1: next in its queue; told only by the answer about this conversation. */
  queue_position?: number
  /** Who is asked to take it while it waits, and until when. */
  offered_to_id?: Id | null
  offer_expires_at?: string | null
  labels?: LabelMark[]
  /** -1 low, 0 normal, 1 high, 2 urgent. */
  priority?: number
  /** Put off until then. */
  snoozed_until?: string | null
  /** When one of ours last wrote; null: the customer waits for us. */
  awaiting_customer_since?: string | null
  service_level?: ServiceLevelState | null
}

/** What is promised of a conversation, and by when. */
export interface ServiceLevelState {
  /** As of the server's answer; where it stands now follows from the moments. */
  state: 'ok' | 'at_risk' | 'breached'
  response_due_at: string | null
  resolution_due_at: string | null
  warn_at: string | null
  /** The earlier of the two. */
  due_at: string
}

export interface Stats {
  bot: number
  waiting: number
  open: number
  closed: number
  mine: number
  needs_attention: number
  /** Waiting, and nobody's. */
  unassigned?: number
  /** Live conversations of each queue, by its id. */
  queues?: Record<string, number>
}

export interface Page<T> {
  data: T[]
  next_cursor: string | null
}

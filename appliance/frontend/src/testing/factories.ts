/** Entities as the server sends them; a test names only what it is about. */
import type { AccountNotice } from '@/api/accountNotices'
import type { ContactMerge, WholeContact } from '@/api/contacts'
import type { Delivery } from '@/api/deliveries'
import type { NotificationChoices, Tone } from '@/api/notifications'
import type { Permission } from '@/api/permissions'
import type { Queue } from '@/api/queues'
import type { Contact, Conversation, Message, Session, User } from '@/api/types'
import type { Colleague } from '@/api/users'
import { permissions } from '@/i18n/permissions/pt-BR'

let nextId = 1

export const ME: User = { id: 7, name: 'Ana Souza', email: 'ana@acme.com.br', role: 'atendente', locale: null }

const ATTENDING: Permission[] = ['conversation.read', 'conversation.see_queue', 'conversation.write', 'message.read', 'message.send', 'contact.read', 'contact.write', 'template.read', 'user.read']
const MANAGING: Permission[] = [...ATTENDING, 'contact.merge', 'conversation.assign', 'conversation.see_all', 'queue.manage', 'report.read', 'template.manage']
const EVERYTHING = Object.keys(permissions).flatMap((key) => (key.startsWith('permission.') ? [key.slice('permission.'.length) as Permission] : []))

/** What the roles of a new tenant permit (accounts/permissions.py). */
export const PERMITTED: Record<string, Permission[]> = { atendente: ATTENDING, gerente: MANAGING, admin: EVERYTHING }

export function makeSession(user: Partial<User> = {}): Session {
  return {
    user: { ...ME, ...user },
    permissions: PERMITTED[user.role ?? ME.role] ?? [],
    queue_ids: [],
    csrf_token: 'csrf-of-ana',
    tenant: { slug: 'acme', name: 'ACME', locale: 'pt-BR', timezone: 'America/Sao_Paulo' },
    ai: { state: 'ok' },
  }
}

export function makeContact(contact: Partial<Contact> = {}): Contact {
  const phone = '+5511987650001'
  return { id: nextId++, name: 'Maria Lima', profile_name: null, phone, wa_id: phone.slice(1), ...contact }
}

export function makeWholeContact(contact: Partial<WholeContact> = {}): WholeContact {
  return {
    ...makeContact(),
    given_name: null,
    marketing_stopped_at: null,
    merged_into_id: null,
    created_at: '2026-11-20T15:00:00Z',
    delivery_trouble: null,
    aliases: [],
    conversations: [],
    merges: [],
    ...contact,
  }
}

export function makeMerge(merge: Partial<ContactMerge> = {}): ContactMerge {
  return {
    id: nextId++,
    kept_id: 1,
    merged: makeContact({ name: 'Mari' }),
    user: { id: ME.id, name: ME.name },
    created_at: '2026-11-20T15:00:00Z',
    undone_at: null,
    can_undo: true,
    ...merge,
  }
}

export function makeMessage(message: Partial<Message> = {}): Message {
  const id = message.id ?? nextId++
  return {
    id,
    conversation_id: 1,
    sender_type: 'customer',
    sender_user_id: null,
    message_type: 'text',
    content: `mensagem ${id}`,
    status: message.sender_type && message.sender_type !== 'customer' ? 'sent' : 'received',
    error: null,
    sent_at: '2026-11-20T15:00:00Z',
    client_key: null,
    ...message,
  }
}

export function makeConversation(conversation: Partial<Conversation> = {}): Conversation {
  const id = conversation.id ?? nextId++
  return {
    id,
    protocol: `20261120-${String(id).padStart(6, '0')}`,
    contact: makeContact(),
    status: 'open',
    queue_id: null,
    assigned_user_id: conversation.status && conversation.status !== 'open' ? null : ME.id,
    is_bot_active: conversation.status === 'bot',
    needs_human_attention: false,
    attention_reason: null,
    window_expires_at: '2999-01-01T00:00:00Z',
    unread_count: 0,
    last_message: null,
    last_message_at: '2026-11-20T15:00:00Z',
    ...conversation,
  }
}

export function makeDelivery(delivery: Partial<Delivery> = {}): Delivery {
  const body = delivery.body ?? 'no json'
  return {
    id: nextId++,
    state: 'malformed',
    attempts: 1,
    error: 'not JSON',
    received_at: '2026-11-20T15:00:00Z',
    processed_at: '2026-11-20T15:00:01Z',
    size: body.length,
    body,
    ...delivery,
  }
}

export function makeNotice(notice: Partial<AccountNotice> = {}): AccountNotice {
  return {
    id: nextId++,
    field: 'account_review_update',
    event: 'APPROVED',
    severity: 'info',
    value: { decision: 'APPROVED' },
    occurred_at: '2026-11-20T15:00:00Z',
    seen_at: null,
    ...notice,
  }
}

export function makeQueue(queue: Partial<Queue> = {}): Queue {
  const id = queue.id ?? nextId++
  return { id, name: `Setor ${id}`, colour: '#3b5bdb', is_active: true, member_ids: [], created_at: '2026-11-20T15:00:00Z', ...queue }
}

export function makeColleague(person: Partial<Colleague> = {}): Colleague {
  const id = person.id ?? nextId++
  return { id, name: `Pessoa ${id}`, email: `p${id}@acme.com.br`, role: 'atendente', locale: null, is_active: true, is_online: false, ...person }
}

/** What holds for whoever chose nothing (appliance/push/choices.py). */
export function makeChoices(change: Partial<NotificationChoices> = {}): NotificationChoices {
  const choice = (tone: Tone) => ({ sound: true, tone, notice: true })
  return {
    events: {
      message: choice('drop'),
      offer: choice('bell'),
      transferred: choice('rise'),
      mention: choice('knock'),
      sla: choice('alarm'),
      waiting: choice('drop'),
    },
    quiet_when_away: true,
    push_shows: 'nothing',
    ...change,
  }
}

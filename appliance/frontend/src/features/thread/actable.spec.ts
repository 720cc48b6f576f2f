import { expect, it } from 'vitest'

import type { Conversation, Message } from '@/api/types'
import { makeConversation, makeMessage } from '@/testing/factories'

import { actionsOf } from './actable'

const NOW = Date.parse('2026-11-21T15:00:00Z')
const FRESH: Partial<Message> = { sent_at: '2026-11-20T15:00:00Z' }
const nothing = { canReply: false, canReact: false }

it.each<[Partial<Message>, Partial<Conversation>, object]>([
  [FRESH, {}, { canReply: true, canReact: true }],
  [{ sent_at: '2026-10-01T00:00:00Z' }, {}, { canReply: true, canReact: false }],
  [{ ...FRESH, message_type: 'note' }, {}, nothing],
  [{ ...FRESH, status: 'failed' }, {}, nothing],
  [{ ...FRESH, whatsapp_message_id: null }, {}, nothing],
  [{ ...FRESH, metadata: { revoked_at: '2026-11-20T15:01:00Z' } }, {}, nothing],
  [FRESH, { assigned_user_id: 8 }, nothing],
  [FRESH, { status: 'bot' }, nothing],
  [FRESH, { window_expires_at: '2026-11-21T14:59:59Z' }, nothing],
])('of %j in %j: %j', (message, conversation, actions) => {
  expect(actionsOf(makeMessage(message), makeConversation(conversation), 7, NOW, 30)).toEqual(actions)
})

import { expect, it } from 'vitest'

import type { Message } from '@/api/types'
import type { ComposerState } from '@/features/composer/composerState'
import { makeMessage } from '@/testing/factories'

import { actionsOf } from './actable'

const NOW = Date.parse('2026-11-21T15:00:00Z')
const FRESH: Partial<Message> = { sent_at: '2026-11-20T15:00:00Z' }
const nothing = { canReply: false, canReact: false }

it.each<[Partial<Message>, ComposerState | undefined, object]>([
  [FRESH, 'write', { canReply: true, canReact: true }],
  [{ sent_at: '2026-10-01T00:00:00Z' }, 'write', { canReply: true, canReact: false }],
  [{ ...FRESH, message_type: 'note' }, 'write', nothing],
  [{ ...FRESH, status: 'failed' }, 'write', nothing],
  [{ ...FRESH, whatsapp_message_id: null }, 'write', nothing],
  [{ ...FRESH, metadata: { revoked_at: '2026-11-20T15:01:00Z' } }, 'write', nothing],
  [FRESH, 'other', nothing],
  [FRESH, 'window', nothing],
  [FRESH, 'forbidden', nothing],
  [FRESH, undefined, nothing],
])('of %j in %j: %j', (message, state, actions) => {
  expect(actionsOf(makeMessage(message), state, NOW, 30)).toEqual(actions)
})

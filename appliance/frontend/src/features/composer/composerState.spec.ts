import { expect, it } from 'vitest'

import { makeConversation } from '@/testing/factories'

import { composerState, windowLeft } from './composerState'

const now = Date.parse('2026-11-20T15:00:00Z')
const soon = '2026-11-20T16:00:00Z'
const past = '2026-11-20T14:00:00Z'

it.each([
  [{ status: 'open', assigned_user_id: 7, window_expires_at: soon }, 'write'],
  [{ status: 'open', assigned_user_id: 7, window_expires_at: past }, 'window'],
  [{ status: 'open', assigned_user_id: 7, window_expires_at: null }, 'window'],
  [{ status: 'open', assigned_user_id: 8, window_expires_at: soon }, 'other'],
  [{ status: 'bot', window_expires_at: past }, 'bot'],
  [{ status: 'waiting', window_expires_at: soon }, 'waiting'],
  [{ status: 'closed', assigned_user_id: 7, window_expires_at: soon }, 'closed'],
] as const)('%j → %s', (conversation, state) => {
  expect(composerState(makeConversation(conversation), 7, now, true)).toBe(state)
  expect(composerState(makeConversation(conversation), 7, now, false)).toBe('forbidden')
})

it('counts the window down to zero and not below', () => {
  const ahead = new Date(now + 25 * 3_600_000).toISOString() // this clock is behind the server's
  expect(windowLeft(makeConversation({ window_expires_at: ahead }), now)).toBe(24 * 3_600_000)
  expect(windowLeft(makeConversation({ window_expires_at: soon }), now)).toBe(3_600_000)
  expect(windowLeft(makeConversation({ window_expires_at: past }), now)).toBe(0)
})

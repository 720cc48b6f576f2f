import { describe, expect, it } from 'vitest'

import { makeConversation, ME } from '@/testing/factories'

import { asked, carriedTo, enters, readFilter, stays, writeFilter, type ListFilter } from './conversationFilter'

const NOW = Date.parse('2026-11-21T15:00:00Z')
const comesIn = (one: Parameters<typeof makeConversation>[0], filter: ListFilter) => enters(makeConversation(one), 'all', filter, ME.id, NOW)

describe('a filter in the address', () => {
  const whole: ListFilter = { status: 'waiting', queue_id: 3, label: 4, assigned_user_id: 'none', from: '2026-11-01', to: '2026-11-21', unread: true, window_closing_hours: 2, needs_attention: true, sla: 'breached', sort: 'oldest' }

  it('is read back as it was written', () => {
    expect(readFilter(writeFilter(whole))).toEqual(whole)
    expect(writeFilter({})).toEqual({})
  })

  it('leaves out what makes no sense', () => {
    expect(readFilter({ status: 'gone', queue_id: '-1', label: '1e3', assigned_user_id: 'you', from: '21/11/2026', to: ['2026-11-21'], unread: '1', sort: 'name', q: 'x' })).toEqual({})
    expect(readFilter({ from: '2026-13-45' })).toEqual({})
  })

  it('loses what another tab decides itself', () => {
    expect(carriedTo('mine', whole)).not.toHaveProperty('assigned_user_id')
    expect(carriedTo('queue', whole)).not.toHaveProperty('queue_id')
    expect(carriedTo('all', whole)).toEqual(whole)
  })
})

it('days are asked for as moments of the tenant’s clock, both days included', () => {
  expect(asked('all', { from: '2026-11-20', to: '2026-11-21' }, '')).toEqual({ from: '2026-11-20T03:00:00.000Z', to: '2026-11-22T03:00:00.000Z' })
})

describe('what comes in', () => {
  it.each([
    [{ queue_id: 3 }, { queue_id: 3 }, true],
    [{ queue_id: null }, { queue_id: 3 }, false],
    [{ queue_id: null }, { queue_id: 'none' }, true],
    [{ assigned_user_id: 8 }, { assigned_user_id: 8 }, true],
    [{ assigned_user_id: 8 }, { assigned_user_id: 'me' }, false],
    [{ assigned_user_id: ME.id }, { assigned_user_id: 'none' }, false],
    [{ unread_count: 1 }, { unread: true }, true],
    [{ unread_count: 0 }, { unread: true }, false],
    [{ needs_human_attention: false }, { needs_attention: true }, false],
    [{ labels: [{ id: 4, name: 'VIP', colour: '#000000' }] }, { label: 4 }, true],
    [{ labels: [] }, { label: 4 }, false],
    [{ last_message_at: '2026-11-21T02:59:59Z' }, { from: '2026-11-21' }, false],
    [{ last_message_at: '2026-11-21T03:00:00Z' }, { from: '2026-11-21' }, true],
    [{ last_message_at: '2026-11-22T02:59:59Z' }, { to: '2026-11-21' }, true],
    [{ last_message_at: '2026-11-22T03:00:00Z' }, { to: '2026-11-21' }, false],
    [{ window_expires_at: '2026-11-21T16:30:00Z' }, { window_closing_hours: 2 }, true],
    [{ window_expires_at: '2026-11-21T17:30:00Z' }, { window_closing_hours: 2 }, false],
    [{ window_expires_at: '2026-11-21T14:30:00Z' }, { window_closing_hours: 2 }, false],
    [{ window_expires_at: null }, { window_closing_hours: 2 }, false],
    [{ snoozed_until: '2999-01-01T00:00:00Z' }, {}, false],
    [{ snoozed_until: '2999-01-01T00:00:00Z' }, { snoozed: true }, true],
  ] as const)('%j under %j: %s', (one, filter, isIn) => expect(comesIn(one as never, filter)).toBe(isIn))
})

it('a queue shows what is live in it, unless something else is asked for', () => {
  const [open, closed] = [makeConversation({ queue_id: 3 }), makeConversation({ queue_id: 3, status: 'closed' })]
  expect(asked('queue', { queue_id: 3 }, '')).toEqual({ queue_id: 3, status: 'live' })
  expect([open, closed].map((one) => stays(one, 'queue', { queue_id: 3 }, ME.id))).toEqual([true, false])
  expect([open, closed].map((one) => stays(one, 'queue', { queue_id: 3, status: 'closed' }, ME.id))).toEqual([false, true])
})

it('what was read stays where it is, though it would no longer come in', () => {
  const read = makeConversation({ unread_count: 0 })
  expect(enters(read, 'all', { unread: true }, ME.id)).toBe(false)
  expect(stays(read, 'all', { unread: true }, ME.id)).toBe(true)
})

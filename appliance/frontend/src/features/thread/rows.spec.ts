import { describe, expect, it } from 'vitest'

import { makeMessage } from '@/testing/factories'
import type { Outgoing } from '@/stores/unsent'

import { runsOf, threadDays, type Row } from './rows'

const outgoing: Outgoing = {
  client_key: 'k1',
  user_id: 7,
  conversation_id: 1,
  content: 'Já vejo',
  body: { message_type: 'text', content: 'Já vejo' },
  metadata: {},
  reply_to: null,
  attachment: null,
  sent_at: '2026-11-20T15:02:00.000Z',
  state: 'sending',
  error: null,
}

describe('threadDays', () => {
  it('puts messages under their day in the tenant’s time zone', () => {
    const days = threadDays(
      [
        makeMessage({ sent_at: '2026-11-20T02:59:00Z' }), // 23:59 of the 19th there
        makeMessage({ sent_at: '2026-11-20T03:01:00Z' }),
      ],
      [],
      7,
    )
    expect(days.map((day) => [day.key, day.rows.length])).toEqual([
      ['2026-11-19', 1],
      ['2026-11-20', 1],
    ])
  })

  it('groups a run of one sender, until another speaks, a pause, or a new day', () => {
    const at = (clock: string, extra = {}) => makeMessage({ sent_at: `2026-11-20T${clock}Z`, ...extra })
    const [day] = threadDays(
      [at('15:00:00'), at('15:01:00'), at('15:09:00'), at('15:09:10', { sender_type: 'bot' }), at('15:09:20', { sender_type: 'attendant', sender_user_id: 8 })],
      [],
      7,
    )
    expect(day?.rows.map((row) => row.opensGroup)).toEqual([true, false, true, true, true])
  })

  it('shows what stayed here at its time', () => {
    const later = makeMessage({ sent_at: '2026-11-20T15:02:01Z' })
    const [day] = threadDays([makeMessage({ sent_at: '2026-11-20T15:02:00Z' }), later], [outgoing], 7)
    expect(day?.rows.map((row) => row.message.client_key)).toEqual([null, 'k1', null])
  })

  it('shows what is on its way last, as mine', () => {
    const [day] = threadDays([makeMessage({ sent_at: '2026-11-20T15:00:00Z' })], [outgoing], 7)
    expect(day?.rows.at(-1)?.message).toMatchObject({ id: null, sender_type: 'attendant', sender_user_id: 7, status: 'queued' })
  })

  it('keeps the key of a bubble when the server takes it over', () => {
    const before = threadDays([], [outgoing], 7)[0]?.rows[0]?.key
    const stored = makeMessage({ id: 5, client_key: 'k1', sender_type: 'attendant', sent_at: outgoing.sent_at })
    expect(threadDays([stored], [], 7)[0]?.rows[0]?.key).toBe(before)
  })

  it.each(['waiting', 'failed'] as const)('shows what is %s as not sent', (state) => {
    const [day] = threadDays([], [{ ...outgoing, state }], 7)
    expect(day?.rows[0]?.message.status).toBe('failed')
  })
})

describe('runs of rows', () => {
  const rowsOf = (ids: number[]) => ids.map((id) => ({ key: `${id}`, message: { id } }) as unknown as Row)
  const range = (from: number, to: number, by = 1) => Array.from({ length: (to - from) / by }, (_, at) => from + at * by)

  it('hold every row once, in order', () => {
    const runs = runsOf(rowsOf(range(1, 1000)))
    expect(runs.flatMap(({ rows }) => rows.map(({ message }) => message.id))).toEqual(range(1, 1000))
    expect(new Set(runs.map(({ key }) => key)).size).toBe(runs.length)
  })

  it.each([1, 2, 32, 1024])('are of about thirty where ids go up by %i', (by) => {
    const { length } = runsOf(rowsOf(range(by, 3200 * by, by)))
    expect(length).toBeGreaterThan(50)
    expect(length).toBeLessThan(200)
  })

  it('stay as they are when earlier and later rows come', () => {
    const keys = (from: number, to: number) => runsOf(rowsOf(range(from, to))).slice(1).map(({ key, rows }) => `${key}:${rows.length}`)
    expect(keys(1, 2000)).toEqual(expect.arrayContaining(keys(500, 1500).slice(0, -1)))
  })
})

import { expect, it } from 'vitest'

import { spanSince, urgencyOf } from './spans'

const NOW = Date.parse('2026-11-20T15:00:00Z')
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()

it.each([
  [null, 'calm'],
  [ago(4), 'calm'],
  [ago(5), 'long'],
  [ago(14), 'long'],
  [ago(15), 'tooLong'],
])('since %s it is %s', (since, urgency) => expect(urgencyOf(since, NOW)).toBe(urgency))

it('says how long it lasts', () => {
  expect(spanSince(ago(65), NOW)).toBe('1 h 05 min')
  expect(spanSince(null, NOW)).toBe('')
})

import { expect, it } from 'vitest'

import { setTimeZone } from './time'
import { fromWall, toWall } from './wallTime'

it.each([
  ['America/Sao_Paulo', '2026-11-21T09:00', '2026-11-21T12:00:00.000Z'],
  ['Europe/Lisbon', '2026-07-01T00:30', '2026-06-30T23:30:00.000Z'],
  ['Asia/Kolkata', '2026-11-21T00:00', '2026-11-20T18:30:00.000Z'],
  ['America/New_York', '2026-03-08T01:59', '2026-03-08T06:59:00.000Z'],
  ['America/New_York', '2026-03-08T03:00', '2026-03-08T07:00:00.000Z'],
])('in %s %s is %s', (zone, wall, utc) => {
  setTimeZone(zone)
  expect(fromWall(wall)?.toISOString()).toBe(utc)
  expect(toWall(new Date(utc))).toBe(wall)
})

it('takes an hour that does not exist for one near it, and nonsense for none', () => {
  setTimeZone('America/New_York')
  expect(Math.abs(fromWall('2026-03-08T02:30')!.getTime() - Date.parse('2026-03-08T07:00:00Z'))).toBeLessThanOrEqual(1_800_000)
  expect(fromWall('')).toBeNull()
})

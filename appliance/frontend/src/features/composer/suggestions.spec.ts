import { expect, it } from 'vitest'

import { suggestions } from './suggestions'

it.each([
  ['2026-11-18T15:00:00Z', ['2026-11-18T13:00', '2026-11-19T09:00', '2026-11-23T09:00']],
  ['2026-11-22T15:00:00Z', ['2026-11-22T13:00', '2026-11-23T09:00']], // a Sunday: tomorrow is Monday
  ['2026-11-24T01:00:00Z', ['2026-11-23T23:00', '2026-11-24T09:00', '2026-11-30T09:00']], // still Monday in São Paulo
])('at %s are %j on the tenant’s clock', (now, walls) => {
  expect(suggestions(new Date(now)).map((one) => one.wall)).toEqual(walls)
})

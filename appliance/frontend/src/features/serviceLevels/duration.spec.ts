import { expect, it } from 'vitest'

import { durationWords, readDuration, unitOf } from './duration'

it('is read in its unit', () => {
  expect(readDuration(' 90 ', 'minutes', 30)).toBe(90)
  expect(readDuration('2', 'hours', 30)).toBe(120)
  expect(readDuration('30', 'days', 30)).toBe(43_200)
  expect(readDuration('', 'days', 30)).toBeNull()
  expect(['31', '0', '-1', '1.5', 'x', '9999999'].map((typed) => readDuration(typed, 'days', 30))).toEqual(Array(6).fill(undefined))
})

it('is shown in the largest unit that leaves nothing over', () => {
  expect([1, 90, 120, 1440, 2880, 0].map(unitOf)).toEqual(['minutes', 'minutes', 'hours', 'days', 'days', 'minutes'])
  expect([1, 90, 60, 2880].map(durationWords)).toEqual(['1 minuto', '90 minutos', '1 hora', '2 dias'])
})

import { expect, it } from 'vitest'

import { setLocale } from '@/i18n'

import { durationClock } from './duration'
import { moneyText } from './money'

it.each([
  [0, '0:00'],
  [7.9, '0:07'],
  [760, '12:40'],
  [3723, '1:02:03'],
  [Infinity, '–:––'],
  [NaN, '–:––'],
  [-1, '–:––'],
])('%f seconds are %s', (seconds, clock) => {
  expect(durationClock(seconds)).toBe(clock)
})

it.each([
  ['BRL', 'R$ 1.234,50'],
  ['JPY', 'JP¥ 1.235'],
  ['REAIS', 'REAIS 1.234,50'],
  ['', '1.234,50'],
])('writes %s as the reader does', (currency, text) => {
  expect(moneyText(1234.5, currency).replace(/\s/g, ' ')).toBe(text)
})

it('writes money in the reader’s language', async () => {
  await setLocale('en')
  expect(moneyText(1234.5, 'BRL')).toBe('R$1,234.50')
})

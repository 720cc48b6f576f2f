import { describe, expect, it } from 'vitest'

import { setLocale } from '@/i18n'

import { clockTime, dayAndTime, dayHeading, fullTime, dayOf, parse, setTimeZone, shortAge, spanLeft, waitInWords } from './time'

const now = Date.parse('2026-11-20T18:00:00Z') // 15:00 in São Paulo

describe('clockTime', () => {
  it('is in the time zone of the tenant', () => {
    expect(clockTime('2026-11-20T18:00:00Z')).toBe('15:00')
    setTimeZone('America/Manaus')
    expect(clockTime('2026-11-20T18:00:00Z')).toBe('14:00')
  })

  it('takes a time without a zone for UTC', () => {
    expect(parse('2026-11-20T18:00:00').toISOString()).toBe('2026-11-20T18:00:00.000Z')
    expect(parse('2026-11-20T15:00:00-03:00').toISOString()).toBe('2026-11-20T18:00:00.000Z')
  })
})

it.each([
  ['pt-BR', '20 de nov. de 2026, 08:51'],
  ['en', 'Nov 20, 2026, 08:51'],
  ['es', '20 nov 2026, 08:51'],
] as const)('says the time alike wherever it is shown: %s', async (language, full) => {
  await setLocale(language)
  const iso = '2026-11-20T11:51:00Z'
  expect(fullTime(iso)).toBe(full)
  expect([clockTime(iso), dayAndTime(iso).slice(-5)]).toEqual(['08:51', '08:51'])
})

it.each([
  ['2026-11-20T17:59:40Z', 'agora'],
  ['2026-11-20T17:15:00Z', '45 min'],
  ['2026-11-20T13:05:00Z', '10:05'],
  ['2026-11-20T02:30:00Z', 'ontem'], // 23:30 of the day before, there
  ['2026-11-16T12:00:00Z', 'seg.'],
  ['2026-03-12T12:00:00Z', '12/03/26'],
])('says %s is %s', (iso, words) => {
  expect(shortAge(iso, now)).toBe(words)
})

describe('dayHeading', () => {
  it.each([
    ['2026-11-20T12:00:00Z', 'Hoje'],
    ['2026-11-19T12:00:00Z', 'Ontem'],
    ['2026-11-17T12:00:00Z', 'terça-feira, 17 de novembro'],
    ['2025-11-17T12:00:00Z', '17 de novembro de 2025'],
  ])('names the day of %s %s', (iso, heading) => {
    expect(dayHeading(iso, now)).toBe(heading)
  })

  it('follows the language', async () => {
    await setLocale('en')
    expect(dayHeading('2026-11-17T12:00:00Z', now)).toBe('Tuesday, November 17')
  })
})

it('puts a message of the small hours on the local day', () => {
  expect(dayOf('2026-11-20T02:30:00Z')).toBe('2026-11-19')
})

it.each([
  [10_000, '1 min'],
  [47 * 60_000 + 59_000, '47 min'],
  [60 * 60_000, '1 h'],
  [3 * 3_600_000 + 5 * 60_000, '3 h 05 min'],
])('shortens a span of %i ms to %s', (span, words) => {
  expect(spanLeft(span)).toBe(words)
})

it('says a wait in words', () => {
  expect(waitInWords(1)).toBe('1 segundo')
  expect(waitInWords(45)).toBe('45 segundos')
  expect(waitInWords(95)).toBe('2 minutos')
})

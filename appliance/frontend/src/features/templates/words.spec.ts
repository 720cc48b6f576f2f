import { describe, expect, it } from 'vitest'

import { makeTemplate } from '@/testing/templates'

import { categoryChangeOf, languageName, statusWord, troubleOf } from './words'

describe('Meta’s words', () => {
  it('become ours, and stay as they are when nobody knows them', () => {
    expect([statusWord('IN_APPEAL'), statusWord('NEW_ONE'), statusWord('constructor')]).toEqual(['Em recurso', 'NEW_ONE', 'constructor'])
    expect([languageName('pt_BR'), languageName('not a code')]).toEqual(['português (Brasil)', 'not a code'])
  })

  it('say why a template is stopped, each thing once', () => {
    const rejection = { reason: 'SCAM', details: 'x', recommendation: 'x', date: '2026-11-30' }
    expect(troubleOf(makeTemplate({ status: 'DISABLED', rejection }))).toEqual(['A Meta considerou que o texto parece golpe.', 'x', 'A Meta desativa o modelo em 2026-11-30.'])
    expect(troubleOf(makeTemplate({ status: 'REJECTED', rejection: { reason: 'NONE' } }))).toEqual([])
    expect(troubleOf(makeTemplate({ status: 'APPROVED', rejection }))).toEqual([])
  })

  it.each([
    [null, ''],
    [{ category: 'MARKETING', at: '2026-11-22T12:00:00Z' }, 'A Meta vai mudar a categoria para Marketing em 22 de nov. de 2026, 09:00.'],
    [{ category: 'MARKETING' }, 'Para a Meta, a categoria certa é Marketing.'],
    [{ category: 'UTILITY', previous: 'MARKETING', at: '2026-11-22T12:00:00Z' }, 'A Meta mudou a categoria para Utilidade.'],
  ])('tell of a change of category: %j', (category_change, words) => expect(categoryChangeOf(makeTemplate({ category_change }))).toBe(words))
})

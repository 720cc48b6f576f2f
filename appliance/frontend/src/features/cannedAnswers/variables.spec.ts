import { beforeEach, describe, expect, it } from 'vitest'

import { setTimeZone } from '@/format/time'
import { makeContact, makeConversation } from '@/testing/factories'

import { fill, greeting, unfilledIn, unknownIn, valuesOf } from './variables'

beforeEach(() => setTimeZone('America/Sao_Paulo'))

const NOON = new Date('2026-11-21T15:00:00Z')
const values = (contact = makeContact({ name: 'Maria Clara Lima' })) =>
  valuesOf(makeConversation({ id: 1, contact }), 'Ana Souza', 'Financeiro', 'pt-BR', NOON)

describe('a canned answer', () => {
  it('is filled in with what is known', () => {
    const text = '{{saudacao}}, {{ Cliente.Primeiro_Nome }}! {{atendente.nome}}, {{setor}}, {{protocolo}}. Ao todo: {{cliente.nome}}'
    expect(fill(text, values())).toBe('Boa tarde, Maria! Ana Souza, Financeiro, 20261120-000001. Ao todo: Maria Clara Lima')
  })

  it('keeps what nobody knows, and tells where it stands', () => {
    const text = fill('Olá {{cliente.nome}}, {{preco}}', values(makeContact({ name: '+55 11 98765-0001' })))
    expect(text).toBe('Olá {{cliente.nome}}, {{preco}}')
    expect(unfilledIn(text)).toEqual([{ name: 'cliente.nome', start: 4, end: 20 }])
    expect(unknownIn(text)).toEqual(['preco'])
  })

  it('greets within a sentence without a capital', () => {
    expect(fill('Oi! {{saudacao}}. Desejo {{saudacao}}.', values())).toBe('Oi! Boa tarde. Desejo boa tarde.')
  })

  it('does not fill in what a name brings along', () => {
    expect(fill('{{cliente.nome}} {{setor}}', values(makeContact({ name: '{{setor}} $& $1' })))).toBe('{{setor}} $& $1 Financeiro')
  })
})

describe('the greeting', () => {
  it.each([
    ['2026-11-21T08:00:00Z', 'bom dia'],
    ['2026-11-21T14:59:00Z', 'bom dia'],
    ['2026-11-21T15:00:00Z', 'boa tarde'],
    ['2026-11-21T21:00:00Z', 'boa noite'],
    ['2026-11-21T07:59:00Z', 'boa noite'],
  ])('at %s is %s in São Paulo', (moment, words) => {
    expect(greeting(new Date(moment), 'pt-BR')).toBe(words)
  })

  it("follows the tenant's clock and language", () => {
    setTimeZone('Asia/Tokyo')
    expect(greeting(NOON, 'en')).toBe('good evening')
  })
})

import { describe, expect, it } from 'vitest'

import { makeContact } from '@/testing/factories'
import { makeTemplate } from '@/testing/templates'

import { fieldsOf, headerNeeds, prefilled, templateValues, valueProblem } from './fields'

const maria = makeContact({ name: 'Maria Lima' })
const texts = (body: string, names: string[], example = 'Ana') =>
  makeTemplate({ components: [{ type: 'BODY', text: body }], variables: names.map((name) => ({ component: 'body' as const, ...(/\d/.test(name) ? { index: Number(name) } : { name }), format: 'TEXT', example })) })
const given = (body: string, names: string[], contact = maria, example = 'Ana') => {
  const template = texts(body, names, example)
  return fieldsOf(template).map((field) => prefilled(field, template, contact))
}

describe('what is prefilled', () => {
  it('is the name where one is greeted, as long as the example is', () => {
    expect(given('Olá, {{1}}! Seu pedido {{2}} chegou.', ['1', '2'])).toEqual(['Maria', ''])
    expect(given('Prezada {{1}}, bom dia.', ['1'], maria, 'Ana Souza')).toEqual(['Maria Lima'])
    expect(given('Olá, {{1}} itens esperam você.', ['1'], maria, '3')).toEqual([''])
  })

  it('is the name where the variable is called so', () => {
    expect(given('Chegou, {{nome}}! Retire {{produto}} hoje.', ['nome', 'produto'])).toEqual(['Maria', ''])
    expect(given('Pedido de {{nome_do_cliente}} pronto.', ['nome_do_cliente'], maria, '')).toEqual(['Maria Lima'])
    expect(given('Pedido de {{primeiro_nome}} pronto.', ['primeiro_nome'], maria, '')).toEqual(['Maria'])
  })

  it('is nothing when the customer has no name', () => {
    expect(given('Olá, {{1}}! Tudo bem?', ['1'], makeContact({ name: null }))).toEqual([''])
  })
})

it('shows of a button’s example the end alone, as it is filled in', () => {
  expect(fieldsOf(makeTemplate()).at(-1)).toMatchObject({ key: 'button.1', label: 'Acompanhar', example: 'A-17' })
})

describe('what is sent', () => {
  const template = makeTemplate()
  const values = { 'header.1': 'Maria', 'body.1': ' Maria ', 'body.2': 'B-2', 'button.1': 'B-2' }

  it('is a list by number, with the buttons by place', () => {
    expect(templateValues(template, { values, media: null, place: null })).toEqual({ header: { text: 'Maria' }, body: ['Maria', 'B-2'], buttons: { '1': 'B-2' } })
  })

  it('names what has a name, and takes the header’s file or place', () => {
    const named = makeTemplate({ parameter_format: 'NAMED', variables: [{ component: 'header', format: 'IMAGE' }, { component: 'body', name: 'nome', format: 'TEXT' }] })
    expect(headerNeeds(named)).toBe('IMAGE')
    expect(fieldsOf(named)).toHaveLength(1)
    expect(templateValues(named, { values: { 'body.nome': 'Ana' }, media: { id: 9, state: 'stored' }, place: null })).toEqual({ header: { media_id: 9 }, body: { nome: 'Ana' } })
    const place = { latitude: 1, longitude: 2 }
    const somewhere = makeTemplate({ variables: [{ component: 'header', format: 'LOCATION' }] })
    expect(templateValues(somewhere, { values: {}, media: null, place })).toEqual({ header: { location: place } })
  })

  it('has nothing that Meta takes in no variable', () => {
    const [, body, , button] = fieldsOf(template)
    expect([' ', 'a\nb', 'a    b', 'a  b'].map((value) => valueProblem(body!, value))).toEqual(['empty', 'spaces', 'spaces', null])
    expect(valueProblem(button!, 'a b')).toBe('noSpaces')
  })
})

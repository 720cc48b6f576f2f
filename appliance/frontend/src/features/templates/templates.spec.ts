import { describe, expect, it } from 'vitest'

import { ApiError } from '@/api/http'
import { makeTemplate, makeTemplateRules } from '@/testing/templates'

import { componentsOf, draftOf, emptyDraft, newButton, type Draft } from './draft'
import { templateName } from './name'
import { fieldOfError } from './serverProblem'
import { exampleOf, shownDraft } from './shown'
import { fillSlots, nextSlot, renumber, slotProblem } from './slots'
import { problemsOf } from './validation'

const draft = (part: Partial<Draft> = {}): Draft => ({ ...emptyDraft('pt_BR'), name: 'aviso', body: 'Seu pedido chegou.', ...part })
const wrong = (part: Partial<Draft>) => Object.fromEntries(Object.entries(problemsOf(draft(part), makeTemplateRules())).map(([field, { key }]) => [field, key.replace('template.problem.', '')]))

describe('the name', () => {
  it.each([
    ['Confirmação de Pagamento', 'confirmacao_de_pagamento'],
    ['São  Paulo -- 2ª via', 'sao_paulo_2_via'],
    ['já_pronto', 'ja_pronto'],
    ['订单', '_'],
  ])('of %s becomes %s', (typed, name) => expect(templateName(typed, 512)).toBe(name))

  it('is never longer than Meta takes', () => expect(templateName('a'.repeat(600), 512)).toHaveLength(512))
})

describe('variables', () => {
  it('are filled in, and stay visible while they are empty', () => {
    expect(fillSlots('Oi {{ nome }}, pedido {{2}}', { nome: 'Ana {{2}}', '2': '' })).toBe('Oi Ana {{2}}, pedido {{2}}')
  })

  it('get the next number, or the first free name', () => {
    expect(nextSlot('Oi {{1}} e {{4}}', 'POSITIONAL', [])).toBe('5')
    expect(nextSlot('Oi {{nome}}', 'NAMED', ['nome', 'pedido'])).toBe('pedido')
    expect(nextSlot('{{nome}} {{pedido}}', 'NAMED', ['nome', 'pedido'])).toBe('nome_2')
  })

  it('are put in sequence, each keeping what it was', () => {
    expect(renumber('A {{3}} b {{1}} c {{3}}.')).toEqual({ text: 'A {{1}} b {{2}} c {{1}}.', before: { '1': '3', '2': '1' } })
  })

  it.each([
    ['Oi {{1}}, tudo?', 'POSITIONAL', null],
    ['Sem nenhuma', 'POSITIONAL', null],
    ['{{1}} chegou', 'POSITIONAL', 'slotAtEdge'],
    ['Chegou {{1}}', 'POSITIONAL', 'slotAtEdge'],
    ['a {{1}} {{2}} b', 'POSITIONAL', 'slotsAdjacent'],
    ['a {{1}} b {{3}} c', 'POSITIONAL', 'slotsNotInSequence'],
    ['a {{nome}} b', 'POSITIONAL', 'slotsNotInSequence'],
    ['a {{1}} b', 'NAMED', 'slotName'],
    ['a {{Nome}} b', 'NAMED', 'slotName'],
    ['a {{nome_do_cliente}} b', 'NAMED', null],
    ['a {{1} b', 'POSITIONAL', 'slotBraces'],
  ] as const)('of %s (%s): %s', (text, format, problem) => expect(slotProblem(text, format)).toBe(problem))
})

describe('validation', () => {
  it('lets a plain template pass', () => expect(wrong({})).toEqual({}))

  it('names each field that is wrong', () => {
    expect(wrong({ name: '_', body: ' ' })).toEqual({ name: 'name', body: 'empty' })
    expect(wrong({ body: 'a'.repeat(1025) })).toEqual({ body: 'tooLong' })
    expect(wrong({ body: '😀'.repeat(1024) })).toEqual({})
    expect(wrong({ body: 'Oi {{1}} aí' })).toEqual({ body: 'crowded' })
    expect(wrong({ body: 'Oi {{1}}, seu pedido chegou.' })).toEqual({ 'bodyExample.1': 'example' })
    expect(wrong({ headerKind: 'TEXT', headerText: 'De {{1}} para {{2}}' })).toEqual({ headerText: 'headerSlots' })
    expect(wrong({ headerKind: 'IMAGE' })).toEqual({ headerMedia: 'media' })
    expect(wrong({ footer: 'Loja {{1}}' })).toEqual({ footer: 'footerSlots' })
  })

  it('counts nothing before the server has told the limits', () => {
    expect(problemsOf(draft({ body: 'a'.repeat(2000) }), null)).toEqual({})
  })

  it('checks buttons one by one and together', () => {
    const url = { ...newButton('URL'), text: 'Ver', url: 'https://a.com.br/{{1}}/x' }
    const bare = { ...newButton('URL'), text: 'Ir', url: 'a.com.br' }
    const open = { ...newButton('URL'), text: 'Abrir', url: 'https://a.com.br/{{1}}' }
    expect(wrong({ buttons: [url, bare] })).toEqual({ [`button.${url.key}.url`]: 'urlSlot', [`button.${bare.key}.url`]: 'url' })
    expect(wrong({ buttons: [open] })).toEqual({ [`button.${open.key}.urlExample`]: 'example' })
    const [yes, no, call] = [{ ...newButton('QUICK_REPLY'), text: 'Sim' }, { ...newButton('QUICK_REPLY'), text: 'Não' }, { ...newButton('PHONE_NUMBER'), text: 'Ligar', phone: '+55 11 4004-0001' }]
    expect(wrong({ buttons: [yes, no, call] })).toEqual({})
    expect(wrong({ buttons: [yes, call, no] })).toEqual({ buttons: 'repliesApart' })
    const twin = { ...newButton('QUICK_REPLY'), text: 'Sim' }
    expect(wrong({ buttons: [yes, twin] })).toMatchObject({ [`button.${twin.key}.text`]: 'buttonTwice' })
    expect(wrong({ buttons: [call, { ...call, key: 999, text: 'Ligar já' }] })).toEqual({ buttons: 'buttonsOf' })
  })
})

describe('a draft', () => {
  it('becomes what Meta takes and comes back as it was', () => {
    const template = makeTemplate()
    const read = draftOf(template)!
    expect(read.buttons[1]).toMatchObject({ type: 'URL', urlExample: 'A-17' })
    expect(componentsOf(read)).toEqual(template.components)
  })

  it('writes named variables with their examples', () => {
    const body = 'Olá, {{nome}}! Seu pedido {{pedido}} chegou hoje.'
    const [component] = componentsOf(draft({ format: 'NAMED', body, bodyExamples: { pedido: ' A-17 ', nome: 'Ana', old: 'x' } }))
    expect(component?.example).toEqual({ body_text_named_params: [{ param_name: 'nome', example: 'Ana' }, { param_name: 'pedido', example: 'A-17' }] })
  })

  it('orders positional examples by number, not by place', () => {
    const [component] = componentsOf(draft({ body: 'Pedido {{2}} de {{1}} chegou.', bodyExamples: { '1': 'Ana', '2': 'A-17' } }))
    expect(component?.example).toEqual({ body_text: [['Ana', 'A-17']] })
  })

  it('takes an uploaded example, and asks anew for one that Meta shows as an address', () => {
    const header = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://scontent.whatsapp.net/x'] } }
    const read = draftOf(makeTemplate({ components: [header, { type: 'BODY', text: 'Oi' }] }))!
    expect(read.headerHandle).toBe('')
    expect(componentsOf({ ...read, headerMedia: { id: 5, state: 'stored' } })[0]).toEqual({ type: 'HEADER', format: 'IMAGE', media_id: 5 })
  })

  it('is none of a template that this form could not write back', () => {
    expect(draftOf(makeTemplate({ components: [{ type: 'CAROUSEL' }] }))).toBeNull()
    expect(draftOf(makeTemplate({ category: 'AUTHENTICATION' }))).toBeNull()
    expect(draftOf(makeTemplate({ components: [{ type: 'BODY', text: 'x' }, { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'y' }] }] }))).toBeNull()
  })

  it('shows what the customer will see', () => {
    expect(exampleOf(makeTemplate().components)).toMatchObject({ header: { format: 'TEXT', text: 'Oi, Ana!' }, body: 'Olá, Ana! Seu pedido *A-17* já está pronto.', footer: 'Loja ACME' })
    expect(shownDraft(draft({ body: 'Oi, {{1}}.' }), null)).toMatchObject({ header: null, body: 'Oi, {{1}}.', buttons: [] })
  })
})

describe('the server’s objection', () => {
  const reply = newButton('QUICK_REPLY')
  const url = newButton('URL')
  const code = newButton('COPY_CODE')
  const full = draft({ headerKind: 'TEXT', headerText: 'Oi {{1}}', body: 'a {{1}} b', buttons: [reply, url, code] })
  const place = (details: object, errorCode = 'x') => fieldOfError(new ApiError(errorCode, '', 422, { ...details }), full)

  it.each([
    [{ field: 'name' }, 'name'],
    [{ field: 'body' }, 'body'],
    [{ field: 'body', variable: '1' }, 'bodyExample.1'],
    [{ field: 'body', variable: '7' }, 'body'],
    [{ field: 'header', variable: '1' }, 'headerExample.1'],
    [{ field: 'buttons' }, 'buttons'],
    [{ field: 'buttons.0.text' }, `button.${reply.key}.text`],
    [{ field: 'buttons.1.url_example' }, `button.${url.key}.urlExample`],
    [{ field: 'buttons.2.example' }, `button.${code.key}.code`],
    [{ field: 'buttons.9.text' }, ''],
    [{}, ''],
    [{ field: 'constructor' }, ''],
  ])('of %j belongs to “%s”', (details, field) => expect(place(details)).toBe(field))

  it('of Meta belongs where its code says', () => {
    expect(place({}, 'name_blocked')).toBe('name')
    expect(place({}, 'template_refused')).toBe('')
  })
})

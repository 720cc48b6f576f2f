import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import type { InactivityRule } from '@/api/inactivity'
import type { Macro } from '@/api/macros'
import type { ServiceLevel } from '@/api/serviceLevels'
import type { Survey, SurveyRule } from '@/api/surveys'
import { makeContact, makeQueue } from '@/testing/factories'
import { eventually } from '@/testing/eventually'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import InactivityView from './InactivityView.vue'
import MacrosView from './MacrosView.vue'
import ServiceLevelsView from './ServiceLevelsView.vue'
import SurveyResultsView from './SurveyResultsView.vue'
import SurveysView from './SurveysView.vue'

const LEVEL: ServiceLevel = { id: 1, queue_id: 3, priority: 2, response_minutes: 15, resolution_minutes: null, warn_percent: 80 }
const RULE: InactivityRule = {
  id: 5,
  queue_id: null,
  warn_after_minutes: 120,
  warn_text: 'Você ainda está aí?',
  most_warnings: 2,
  close_after_minutes: 30,
  close_text: null,
  close_reason_id: null,
  is_active: true,
}

let server: FakeServer

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn({ role: 'admin' })
  server = new FakeServer().on('GET /queues', () => ({ body: page([makeQueue({ id: 3, name: 'Vendas' })]) })).on('GET /close-reasons', () => ({ body: page([]) }))
})

async function showLevels(...levels: ServiceLevel[]) {
  server.on('GET /service-levels', () => ({ body: page(levels) }))
  const { wrapper } = await mountInApp(ServiceLevelsView)
  await flushPromises()
  return wrapper
}

async function showRules(...rules: InactivityRule[]) {
  server.on('GET /inactivity-rules', () => ({ body: page(rules) }))
  const { wrapper } = await mountInApp(InactivityView)
  await flushPromises()
  return wrapper
}

async function open(view: VueWrapper, button: string) {
  await view.get(button).trigger('click')
  await eventually(() => expect(view.find('dialog form').exists()).toBe(true))
}

it('without promises it says what they are for', async () => {
  expect((await showLevels()).text()).toContain('Nenhum prazo ainda')
})

it('lists promises in words and makes another', async () => {
  const view = await showLevels(LEVEL)
  expect(view.get('article').text()).toMatch(/Vendas · Urgente.*15 minutos.*sem prazo.*80 %/s)
  server.on('POST /service-levels', ({ body }) => ({ status: 201, body: { id: 2, ...(body as object) } }))
  await open(view, '.btn-primary')
  const [response, resolution] = view.findAll('dialog input[inputmode="numeric"]')
  await response!.setValue('600')
  expect(view.get('dialog').text()).toContain('não pode ser menor')
  await response!.setValue('1')
  await view.findAll('dialog select')[2]!.setValue('hours')
  await resolution!.setValue('')
  await view.get('dialog form').trigger('submit')
  await flushPromises()
  expect(server.sent('POST /service-levels').map((one) => one.body)).toEqual([{ queue_id: null, priority: null, response_minutes: 60, resolution_minutes: null, warn_percent: 80 }])
  expect(view.findAll('article')).toHaveLength(2)
  expect(view.findAll('article')[0]!.text()).toContain('Todos os setores')
})

it('a refusal is said in the dialog and nothing typed is lost', async () => {
  const view = await showLevels(LEVEL)
  server.on('PATCH /service-levels/1', () => ({ status: 409, body: { error: { code: 'level_exists', message: 'x', details: {} } } }))
  await open(view, '[aria-label^="Editar prazo"]')
  await view.get('dialog input').setValue('20')
  await view.get('dialog form').trigger('submit')
  await flushPromises()
  expect(view.get('dialog [role=alert]').text()).toContain('Já existe um prazo')
  expect(view.get<HTMLInputElement>('dialog input').element.value).toBe('20')
})

it('rules say what happens, and are switched off and on', async () => {
  const view = await showRules(RULE)
  expect(view.get('article').text()).toMatch(/Todos os setores.*Avisa a cada 2 horas, até 2 vezes.*Encerra 30 minutos depois/s)
  server.on('PATCH /inactivity-rules/5', ({ body }) => ({ body: { ...RULE, ...(body as object) } }))
  await view.get('[role=switch]').trigger('click')
  await flushPromises()
  expect(server.sent('PATCH /inactivity-rules/5').map((one) => one.body)).toEqual([{ is_active: false }])
  expect(view.get('[role=switch]').attributes('aria-checked')).toBe('false')
})

it('a warning needs words, no warning needs none', async () => {
  const view = await showRules()
  expect(view.text()).toContain('Nenhuma regra')
  server.on('POST /inactivity-rules', ({ body }) => ({ status: 201, body: { ...RULE, ...(body as object) } }))
  await open(view, '.btn-primary')
  await view.get('dialog textarea').setValue('  ')
  expect(view.get('dialog').text()).toContain('Escreva o que o cliente lê')
  await view.get('dialog form').trigger('submit')
  expect(server.sent('POST /inactivity-rules')).toEqual([])
  await view.findAll('dialog select')[2]!.setValue('0')
  await view.get('dialog form').trigger('submit')
  await flushPromises()
  expect(server.sent('POST /inactivity-rules')[0]!.body).toMatchObject({ most_warnings: 0, close_after_minutes: 60, close_text: null, queue_id: null })
})

const ASKS: SurveyRule = { id: 8, queue_id: 3, kind: 'csat', question: 'Como foi?', comment_question: null, thanks: null, template_id: null, every_days: 30 }

it('what a queue asks is listed; another kind brings its question', async () => {
  server
    .on('GET /survey-rules', () => ({ body: page([ASKS]) }))
    .on('GET /templates', () => ({ body: page([]) }))
    .on('POST /survey-rules', ({ body }) => ({ status: 201, body: { id: 9, ...(body as object) } }))
  const { wrapper: view } = await mountInApp(SurveysView)
  await flushPromises()
  expect(view.get('article').text()).toMatch(/Vendas.*Satisfação.*a cada 30 dias.*Como foi\?/s)
  await open(view, '.btn-primary')
  await view.findAll('dialog select')[1]!.setValue('nps')
  expect(view.get<HTMLTextAreaElement>('dialog textarea').element.value).toContain('De 0 a 10')
  await view.get('dialog textarea').setValue(' ')
  await view.get('dialog form').trigger('submit')
  expect(view.get('dialog').text()).toContain('Escreva a pergunta.')
  await view.findAll('dialog select')[1]!.setValue('off')
  await view.get('dialog form').trigger('submit')
  await flushPromises()
  expect(server.sent('POST /survey-rules')[0]!.body).toMatchObject({ kind: 'off', queue_id: null, every_days: 30 })
})

const ANSWERED: Survey = {
  id: 4,
  conversation_id: 42,
  protocol: '20261121-000042',
  contact: makeContact({ name: 'Ana Paula' }),
  queue_id: 3,
  user_id: null,
  kind: 'nps',
  state: 'answered',
  score: 9,
  comment: 'Muito <b>bom</b>',
  asked_at: '2026-11-20T12:00:00Z',
  answered_at: '2026-11-20T12:01:00Z',
}

it('answers are shown in sum and one by one, narrowed down and exported', async () => {
  server
    .on('GET /users', () => ({ body: page([]) }))
    .on('GET /surveys', () => ({ body: page([ANSWERED], '4') }))
    .on('GET /surveys/results', () => ({ body: { data: [{ id: 3, kind: 'nps', asked: 4, answered: 2, average: 8.5, nps: 50 }] } }))
  const { wrapper: view } = await mountInApp(SurveyResultsView)
  await flushPromises()
  expect(view.get('tbody').text()).toMatch(/Vendas.*4.*2.*8,5.*50/s)
  expect(view.get('article').text()).toMatch(/9\/10.*Ana Paula.*Ninguém · Vendas.*Muito <b>bom<\/b>/s)
  expect(view.get('article a').attributes('href')).toBe('/inbox/42')
  await view.get('input[type=date]').setValue('2026-11-20')
  await view.get('input[type=checkbox]').setValue(true)
  await flushPromises()
  expect(Object.fromEntries(server.sent('GET /surveys').at(-1)!.query)).toMatchObject({ from: '2026-11-20T03:00:00.000Z', answered: 'true' })
  expect(view.get('a[download]').attributes('href')).toContain('/api/v1/surveys/export?from=2026-11-20')
})

it('a macro is put together, moved around and saved; what is incomplete is said', async () => {
  const macro: Macro = { id: 2, name: 'Resolver', actions: [{ kind: 'note', text: 'Ok' }, { kind: 'close', reason_id: null }], queue_id: null, is_own: false }
  for (const path of ['labels', 'users', 'canned-answers']) server.on(`GET /${path}`, () => ({ body: page([]) }))
  server.on('GET /macros', () => ({ body: page([macro]) })).on('POST /macros', ({ body }) => ({ status: 201, body: { id: 3, ...(body as object) } }))
  const { wrapper: view } = await mountInApp(MacrosView)
  await flushPromises()
  expect(view.get('article').text()).toMatch(/Resolver.*De todos.*Escrever nota → Encerrar/s)
  await open(view, '.btn-primary')
  await view.get('dialog input').setValue('Anotar')
  await view.get('dialog form').trigger('submit')
  expect(view.get('dialog [role=alert]').text()).toContain('ao menos uma ação completa')
  await view.get('dialog li select').setValue('note')
  await view.get('dialog li textarea').setValue('Conferido.')
  await view.get('dialog section > button').trigger('click')
  await view.findAll('dialog li')[1]!.get('select').setValue('snooze')
  await view.get('[aria-label="Subir ação 2"]').trigger('click')
  await view.get('dialog form').trigger('submit')
  await flushPromises()
  expect(server.sent('POST /macros')[0]!.body).toEqual({
    name: 'Anotar',
    actions: [
      { kind: 'snooze', minutes: 60 },
      { kind: 'note', text: 'Conferido.' },
    ],
    queue_id: null,
    is_own: true,
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import type { Holiday, Schedule } from '@/api/hours'
import { useHours } from '@/stores/hours'
import { useNotices } from '@/stores/notices'
import { eventually } from '@/testing/eventually'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import HoursView from './HoursView.vue'

const OFFICE: Schedule = {
  id: 1,
  name: 'Comercial',
  week: [...Array.from({ length: 5 }, (): [number, number][] => [[540, 720], [780, 1080]]), [], []],
  is_default: true,
  closed_text: null,
  is_open: false,
  opens_at: '2026-11-23T12:00:00Z',
}
const CHRISTMAS: Holiday = { id: 3, day: '2026-12-25', name: 'Natal', scope: 'national', schedule_id: null, slots: [] }

let server: FakeServer

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn({ role: 'admin' })
})

async function show(schedules: Schedule[] = [], holidays: Holiday[] = []) {
  server = new FakeServer().on('GET /schedules', () => ({ body: page(schedules) })).on('GET /holidays', () => ({ body: page(holidays) }))
  const { wrapper } = await mountInApp(HoursView)
  await flushPromises()
  return wrapper
}

it('without hours it is always open, and says so', async () => {
  expect((await show()).text()).toContain('Sempre aberto')
})

it('shows a week in short, and when it opens next', async () => {
  const view = await show([OFFICE], [CHRISTMAS])
  expect(view.get('article').text()).toContain('segunda-feira a sexta-feira')
  expect(view.get('article').text()).toContain('09:00–12:00, 13:00–18:00')
  expect(view.get('article').text()).toContain('Abre em 23/11, 09:00')
  expect(view.text()).toContain('Natal')
})

it('new hours are office hours until one says otherwise; Monday is copied', async () => {
  const view = await show()
  server.on('POST /schedules', ({ body }) => ({ status: 201, body: { ...OFFICE, ...(body as object) } }))
  await view.get('.btn-primary').trigger('click')
  await eventually(() => expect(view.find('dialog').exists()).toBe(true))
  const dialog = view.get('dialog')
  await dialog.get('input[autocomplete]').setValue('Plantão')
  const end = dialog.get<HTMLInputElement>('[aria-label="Fim do período 1: segunda-feira"]')
  end.element.value = '02:00'
  await end.trigger('change')
  expect(dialog.text()).toContain('do dia seguinte')
  await dialog.findAll('button').find((one) => one.text() === 'Copiar para terça a sexta')?.trigger('click')
  await dialog.get('form').trigger('submit')
  await flushPromises()
  const sent = server.sent('POST /schedules')[0]?.body as Schedule
  expect(sent.name).toBe('Plantão')
  expect(sent.is_default).toBe(true)
  expect(sent.week).toEqual([...Array.from({ length: 5 }, () => [[540, 1560]]), [], []])
})

it('does not save slots that overlap, and says so beside them', async () => {
  const view = await show([OFFICE])
  await view.get('[aria-label="Editar horário: Comercial"]').trigger('click')
  await eventually(() => expect(view.find('dialog').exists()).toBe(true))
  const end = view.get<HTMLInputElement>('[aria-label="Fim do período 1: segunda-feira"]')
  end.element.value = '14:00'
  await end.trigger('change')
  expect(view.get('dialog').text()).toContain('não podem se sobrepor')
  expect(view.get('dialog [type=submit]').attributes('disabled')).toBeDefined()
})

it('fills in the holidays of a state', async () => {
  const view = await show([OFFICE])
  server.on('POST /holidays/fill-in', () => ({ body: { added: 12 } })).on('GET /holidays', () => ({ body: page([CHRISTMAS]) }))
  await view.findAll('select')[1]?.setValue('SP')
  await view.findAll('button').find((one) => one.text() === 'Preencher feriados')?.trigger('click')
  await flushPromises()
  expect(server.sent('POST /holidays/fill-in')[0]?.body).toEqual({ year: useHours().year, state: 'SP' })
  expect(useNotices().notices.map((one) => one.text)).toEqual(['12 feriados acrescentados.'])
  expect(view.text()).toContain('Natal')
})

it('a day of ones own has a date and a name', async () => {
  const view = await show([OFFICE])
  const form = view.findAll('form').at(-1)
  await form?.trigger('submit')
  expect(view.text()).toContain('Escolha o dia.')
  server.on('POST /holidays', ({ body }) => ({ status: 201, body: { id: 9, ...(body as object) } }))
  await form?.get('[type=date]').setValue('2026-12-24')
  await form?.findAll('input')[1]?.setValue('Véspera')
  await form?.trigger('submit')
  await flushPromises()
  expect(server.sent('POST /holidays')[0]?.body).toEqual({ day: '2026-12-24', name: 'Véspera', scope: 'own', schedule_id: null, slots: [] })
})

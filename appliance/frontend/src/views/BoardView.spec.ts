import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { makeColleague, makeConversation, makeContact, makeQueue } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import BoardView from './BoardView.vue'

const NOW = new Date('2026-11-20T15:00:00Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString()

const promised = (minutesAgo: number, state: 'breached' | 'at_risk') => ({ state, response_due_at: null, resolution_due_at: ago(minutesAgo), warn_at: ago(40), due_at: ago(minutesAgo) })

const BOARD = {
  at: NOW.toISOString(),
  ai: { state: 'ok' },
  queues: [{ id: 5, bot: 1, waiting: 2, open: 3, waiting_since: ago(20), breached: 2, at_risk: 1 }],
  people: [
    { user: makeColleague({ id: 8, name: 'Carlos Lima', is_online: true, capacity: 5 }), open: 2, unanswered: 0, unanswered_since: null, breached: 0, at_risk: 0 },
    { user: makeColleague({ id: 9, name: 'Bia', is_online: true, availability: 'paused', pause_reason: 'Almoço' }), open: 4, unanswered: 1, unanswered_since: ago(7), breached: 1, at_risk: 0 },
    { user: makeColleague({ id: 10, name: 'Zeca', is_online: false }), open: 1, unanswered: 0, unanswered_since: null, breached: 0, at_risk: 0 },
  ],
  waiting: [makeConversation({ id: 3, status: 'waiting', queue_id: 5, contact: makeContact({ name: 'Maria Lima' }), waiting_since: ago(20) })],
  urgent: [
    makeConversation({ id: 4, status: 'open', queue_id: 5, assigned_user_id: 9, contact: makeContact({ name: 'João Reis' }), service_level: promised(12, 'breached') }),
    makeConversation({ id: 3, status: 'waiting', queue_id: 5, contact: makeContact({ name: 'Maria Lima' }), service_level: promised(-6, 'at_risk') }),
  ],
}

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  signIn({ role: 'gerente' })
})
afterEach(() => vi.useRealTimers())

async function show(board: unknown = BOARD) {
  server = new FakeServer()
    .on('GET /board', () => ({ body: board }))
    .on('GET /queues', () => ({ body: page([makeQueue({ id: 5, name: 'Cobrança' }), makeQueue({ id: 6, name: 'Vendas' })]) }))
  const { wrapper } = await mountInApp(BoardView)
  await flushPromises()
  return wrapper
}

it('shows what waits in each queue, and those where nothing does', async () => {
  const cards = (await show()).findAll('li a').map((one) => one.text())
  expect(cards[0]).toContain('Cobrança')
  expect(cards[0]).toContain('há 20 min')
  expect(cards[0]).toContain('3 em atendimento · 1 com a IA')
  expect(cards[1]).toContain('Vendas')
})

it('whoever keeps a customer waiting longest comes first', async () => {
  const rows = (await show()).findAll('tbody tr').map((one) => one.text())
  expect(rows[0]).toContain('Bia')
  expect(rows[0]).toContain('Em pausa: Almoço')
  expect(rows[0]).toContain('7 min')
  expect(rows[1]).toContain('2 de 5')
  expect(rows[2]).toContain('Zeca')
})

it('leads to who has waited longest', async () => {
  const view = await show()
  const link = view.get('[aria-label="Esperando há mais tempo"] ol a')
  expect(link.text()).toContain('Maria Lima')
  expect(link.attributes('href')).toContain('/inbox/3')
})

it('shows what is late or nearly so, per queue, per person and one by one, with who has it and until when', async () => {
  const view = await show()
  expect(view.findAll('li a')[0]!.text()).toMatch(/2 prazos vencidos.*1 prazo acabando/)
  expect(view.get('tbody tr').text()).toContain('1 prazo vencido')
  const [late, risky] = view.get('[aria-label="Prazos vencidos ou acabando"]').findAll('a')
  expect(late!.text()).toContain('João Reis')
  expect(late!.text()).toMatch(/Bia · Solução era até .*11:48/)
  expect(late!.text()).toContain('Atraso: ')
  expect(late!.attributes('href')).toContain('/inbox/4')
  expect(risky!.text()).toMatch(/esperando alguém · Solução até .*12:06/)
})

it('says nothing of lateness where nothing is late', async () => {
  const calm = { breached: 0, at_risk: 0 }
  const view = await show({ ...BOARD, urgent: [], queues: BOARD.queues.map((one) => ({ ...one, ...calm })), people: BOARD.people.map((one) => ({ ...one, ...calm })) })
  expect(view.text()).not.toMatch(/prazo/i)
})

it('says that the AI does not answer, and nothing while it does', async () => {
  expect((await show()).find('[role=status]').exists()).toBe(false)
  expect((await show({ ...BOARD, ai: { state: 'stalled' } })).get('[role=status]').text()).toContain('A IA não está respondendo')
})

it('looks again by itself, and says when it cannot', async () => {
  const view = await show()
  server.on('GET /board', () => ({ status: 500, body: {} }))
  await vi.advanceTimersByTimeAsync(5100)
  await flushPromises()
  expect(view.get('[role=alert]').text()).toContain('Sem conexão')
  expect(view.text()).toContain('Cobrança')
})

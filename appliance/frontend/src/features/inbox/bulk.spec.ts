import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useNotices } from '@/stores/notices'
import { eventually } from '@/testing/eventually'
import { makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import InboxPane from './InboxPane.vue'
import { resultLine } from './useBulk'

let server: FakeServer

beforeEach(async () => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn()
  server = new FakeServer()
    .on('GET /conversations', () => ({ body: page([1, 2, 3].map((id) => makeConversation({ id }))) }))
    .on('GET /conversations/stats', () => ({ body: {} }))
  for (const id of [1, 2, 3]) server.on(`POST /conversations/${id}/close`, () => ({ body: makeConversation({ id, status: 'closed' }) }))
  await useConversationList().show('all')
})

/** The list with everything in it chosen. */
async function choose() {
  const { wrapper: pane } = await mountInApp(InboxPane, { props: { openId: null } })
  const button = (name: string) => pane.findAll('button').find((one) => one.text() === name || one.attributes('aria-label') === name)
  await button('Selecionar')?.trigger('click')
  await eventually(() => expect(pane.find('[aria-label="Selecionar todas as da lista"]').exists()).toBe(true))
  await pane.get('[aria-label="Selecionar todas as da lista"]').trigger('change')
  return { pane, button }
}

async function closeAll() {
  const shown = await choose()
  await shown.button('Encerrar')?.trigger('click')
  await eventually(() => expect(shown.pane.find('dialog').exists()).toBe(true))
  await shown.pane.findAll('dialog button').find((one) => one.text() === 'Encerrar')?.trigger('click')
  await flushPromises()
  return shown
}

describe('several conversations at once', () => {
  it('are closed one after the other, after a question', async () => {
    const { pane } = await closeAll()
    expect(server.requests.filter((one) => one.path.endsWith('/close')).map((one) => one.path)).toEqual([3, 2, 1].map((id) => `/conversations/${id}/close`))
    expect(useNotices().notices.map((one) => one.text)).toEqual(['3 encerradas.'])
    expect(pane.find('[aria-label="Conversas selecionadas"]').exists()).toBe(false)
  })

  /** Opens what a button of the bar asks, and gives its dialog. */
  async function ask(name: string) {
    const shown = await choose()
    await shown.button(name)?.trigger('click')
    await eventually(() => expect(shown.pane.find('dialog').exists()).toBe(true))
    await flushPromises()
    const press = async (text: string) => {
      await shown.pane.findAll('dialog button').find((one) => one.text() === text)?.trigger('click')
      await flushPromises()
    }
    return { ...shown, dialog: shown.pane.get('dialog'), press }
  }

  it('get labels and lose others; what some of them carry stays as it is', async () => {
    const [VIP, BILL, OLD] = [1, 2, 3].map((id) => ({ id, name: ['VIP', 'Cobrança', 'Velha'][id - 1]!, colour: '#c92a2a' }))
    server.on('GET /labels', () => ({ body: page([VIP, BILL, OLD]) }))
    for (const id of [1, 2, 3]) {
      useConversations().keep(makeConversation({ id, labels: id === 1 ? [BILL!, OLD!] : [OLD!] }))
      server.on(`POST /conversations/${id}/labels`, () => ({ body: makeConversation({ id, labels: [VIP!] }) }))
    }
    const { dialog } = await ask('Etiquetas')
    const boxes = dialog.findAll<HTMLInputElement>('[type=checkbox]')
    expect(boxes.map((one) => [one.element.checked, one.element.indeterminate])).toEqual([[false, false], [false, true], [true, false]])
    expect(dialog.text()).toContain('em 1 delas')
    await boxes[0]!.setValue(true)
    await boxes[2]!.setValue(false)
    await dialog.get('form').trigger('submit')
    await flushPromises()
    for (const id of [1, 2, 3]) expect(server.sent(`POST /conversations/${id}/labels`)).toMatchObject([{ body: { add: [1], remove: [3] } }])
    expect(useConversations().find(2)?.labels).toEqual([VIP])
    expect(useNotices().notices.map((one) => one.text)).toEqual(['Etiquetas mudadas em 3.'])
  })

  it('are urgent all at once', async () => {
    for (const id of [1, 2, 3]) server.on(`PUT /conversations/${id}/priority`, () => ({ body: makeConversation({ id, priority: 2 }) }))
    server.refuse('PUT /conversations/2/priority', 409, 'not_owner')
    const { press, pane } = await ask('Prioridade')
    await press('Urgente')
    expect(server.sent('PUT /conversations/3/priority')).toMatchObject([{ body: { priority: 2 } }])
    expect(useNotices().notices.map((one) => one.text)).toEqual(['Prioridade mudada em 2. 1 não: é de outra pessoa.'])
    expect(pane.text()).toContain('1 selecionada')
  })

  it('are put off to one moment', async () => {
    for (const id of [1, 2, 3]) server.on(`PUT /conversations/${id}/snooze`, ({ body }) => ({ body: makeConversation({ id, snoozed_until: (body as { until: string }).until }) }))
    const { dialog } = await ask('Adiar')
    await dialog.get('input').setValue('2099-01-02T09:00')
    await dialog.get('form').trigger('submit')
    await flushPromises()
    const until = [1, 2, 3].map((id) => (server.sent(`PUT /conversations/${id}/snooze`)[0]?.body as { until: string }).until)
    expect(new Set(until).size).toBe(1)
    expect(until[0]).toMatch(/^2099-01-02T/)
    expect(useNotices().notices.map((one) => one.text)).toEqual(['3 adiadas.'])
  })

  it('that would not, stay chosen, and it is said why', async () => {
    server.refuse('POST /conversations/2/close', 409, 'not_owner')
    const { pane } = await closeAll()
    expect(useNotices().notices.map((one) => one.text)).toEqual(['2 encerradas. 1 não: é de outra pessoa.'])
    expect(pane.text()).toContain('1 selecionada')
  })

  it('are left when the network is gone', async () => {
    server.cut('POST /conversations/3/close')
    await closeAll()
    expect(useNotices().notices[0]?.text).toContain('2 ficaram por fazer.')
    expect(server.sent('POST /conversations/1/close')).toHaveLength(0)
  })

  it('are no longer chosen in another list', async () => {
    const { pane } = await choose()
    await useConversationList().show('mine')
    await flushPromises()
    expect(pane.find('[aria-label="Conversas selecionadas"]').exists()).toBe(false)
  })
})

it('the result names each reason once', () => {
  expect(resultLine('transferred', 1, ['a.', 'b.', 'a.'], 0)).toBe('1 transferida. 2 não: a. 1 não: b.')
})

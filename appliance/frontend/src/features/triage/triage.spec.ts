import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { useConversations } from '@/stores/conversations'
import { makeConversation } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import TriageMenu from './TriageMenu.vue'

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime('2026-11-21T15:00:00Z') // a Saturday, noon in São Paulo
  signIn()
  server = new FakeServer()
    .on('PUT /conversations/1/snooze', ({ body }) => ({ body: makeConversation({ id: 1, snoozed_until: (body as { until: string | null }).until }) }))
    .on('PUT /conversations/1/priority', ({ body }) => ({ body: makeConversation({ id: 1, ...(body as object) }) }))
})

async function open(conversation = {}) {
  const kept = useConversations().keep(makeConversation({ id: 1, ...conversation }))
  const { wrapper } = await mountInApp(TriageMenu, { props: { conversation: kept } })
  await wrapper.get('button').trigger('click')
  const press = async (text: string) => {
    await wrapper.findAll('button').find((one) => one.text().startsWith(text))!.trigger('click')
    await flushPromises()
  }
  return { wrapper, press }
}

describe('what one decides about a conversation', () => {
  it.each([
    ['Em 1 hora', '2026-11-21T16:00:00.000Z'],
    ['Amanhã', '2026-11-22T12:00:00.000Z'],
    ['Segunda', '2026-11-23T12:00:00.000Z'],
  ])('%s it comes back', async (words, until) => {
    const { press } = await open()
    await press(words)
    expect(server.sent('PUT /conversations/1/snooze').map((one) => one.body)).toEqual([{ until }])
    expect(useConversations().find(1)?.snoozed_until).toBe(until)
  })

  it('an hour is counted from the click', async () => {
    const { press } = await open()
    vi.setSystemTime('2026-11-21T15:20:00Z')
    await press('Em 1 hora')
    expect(server.sent('PUT /conversations/1/snooze').map((one) => one.body)).toEqual([{ until: '2026-11-21T16:20:00.000Z' }])
  })

  it('a moment that is over is refused before it is sent', async () => {
    const { wrapper, press } = await open()
    await press('Escolher')
    await wrapper.get('input[type=datetime-local]').setValue('2026-11-20T09:00')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain('Escolha um momento no futuro.')
    expect(server.sent('PUT /conversations/1/snooze')).toEqual([])
  })

  it('what is put off is brought back', async () => {
    const { press } = await open({ snoozed_until: '2026-11-25T12:00:00Z' })
    await press('Trazer de volta')
    expect(server.sent('PUT /conversations/1/snooze').map((one) => one.body)).toEqual([{ until: null }])
  })

  it('how urgent it is, one of four', async () => {
    const { wrapper, press } = await open({ priority: 0 })
    expect(wrapper.get('[aria-pressed=true]').text()).toBe('Normal')
    await press('Urgente')
    expect(server.sent('PUT /conversations/1/priority').map((one) => one.body)).toEqual([{ priority: 2 }])
  })

  it("is not one's to decide about a colleague's, but for the labels", async () => {
    const { wrapper } = await open({ assigned_user_id: 8 })
    expect(wrapper.text()).toBe('Etiquetas da conversa')
  })
})

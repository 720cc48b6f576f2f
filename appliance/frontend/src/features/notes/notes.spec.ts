import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Conversation } from '@/api/types'
import MessageComposer from '@/features/composer/MessageComposer.vue'
import { useConversations } from '@/stores/conversations'
import { useDrafts } from '@/stores/drafts'
import { useNoteDrafts } from '@/stores/noteDrafts'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

let server: FakeServer
const NOTE = { message_type: 'note', sender_type: 'attendant' as const }

beforeEach(() => {
  signIn()
  server = new FakeServer()
    .on('GET /messages/scheduled', () => ({ body: page([]) }))
    .on('GET /conversations/1/people', () => ({ body: page([{ id: 8, name: 'Bruno Dias', is_online: true }, { id: 9, name: 'Bruna', is_online: false }]) }))
    .on('POST /conversations/1/notes', ({ body }) => ({ status: 201, body: makeMessage({ ...(body as object), ...NOTE }) }))
})

async function show(conversation: Partial<Conversation> = {}) {
  const kept = useConversations().keep(makeConversation({ id: 1, ...conversation }))
  const wrapper = mount(MessageComposer, { props: { conversation: kept }, attachTo: document.body })
  await wrapper.findAll('button').find((one) => one.text() === 'Nota interna')!.trigger('click')
  const area = wrapper.get('textarea')
  const type = async (text: string) => {
    await area.setValue(text)
    area.element.setSelectionRange(text.length, text.length)
    await area.trigger('input')
    await flushPromises()
  }
  return { wrapper, area, type }
}
const written = () => server.sent('POST /conversations/1/notes').map((one) => one.body)

describe('an internal note', () => {
  it('is kept for the team, never sent as a message', async () => {
    const { wrapper, area, type } = await show()
    await type('ligar amanhã')
    await area.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(written()).toMatchObject([{ content: 'ligar amanhã', mention_ids: [] }])
    expect(server.sent('POST /messages')).toEqual([])
    expect(area.element.value).toBe('')
    expect(wrapper.text()).toContain('Só a equipe vê')
  })

  it('is kept alone: what is typed while it is on its way begins the next one', async () => {
    const { wrapper, area, type } = await show()
    await type('ligar amanhã')
    await area.trigger('keydown', { key: 'Enter' })
    area.element.value = 'ligar amanhã @bru'
    await area.trigger('input')
    await flushPromises()
    expect(written()).toMatchObject([{ content: 'ligar amanhã' }])
    expect(area.element.value).toBe('@bru')
    expect(wrapper.findAll('[role="option"]').map((one) => one.text())).toContain('Bruna')
  })

  it('can be written where one may not answer', async () => {
    const { area } = await show({ assigned_user_id: 8 })
    expect(area.attributes('aria-label')).toContain('só a equipe vê')
  })

  it('has a draft of its own', async () => {
    useDrafts().write(1, 'para o cliente')
    const { wrapper, type } = await show()
    await type('para a equipe')
    await wrapper.findAll('button').find((one) => one.text() === 'Responder')!.trigger('click')
    expect(wrapper.get('textarea').element.value).toBe('para o cliente')
    expect(useNoteDrafts().of(1).text).toBe('para a equipe')
  })

  it('names whoever was chosen and still stands in it', async () => {
    const { wrapper, area, type } = await show()
    await type('veja @bru')
    expect(wrapper.findAll('[role=option]')).toHaveLength(2)
    await area.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(area.element.value).toBe('veja @Bruno Dias ')
    await area.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(written()).toMatchObject([{ content: 'veja @Bruno Dias', mention_ids: [8] }])
  })

  it('that was refused is still there, with the reason beside it, and asked again is the same note', async () => {
    const { wrapper, area, type } = await show()
    server.refuse('POST /conversations/1/notes', 422, 'mention_cannot_see', {}, 'Bruno não vê')
    await type('veja @Bruno hoje')
    await area.trigger('keydown', { key: 'Enter' })
    await area.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(area.element.value).toBe('veja @Bruno hoje')
    expect(wrapper.get('[role=alert]').text()).toContain('não vê esta conversa')
    await area.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    const keys = written().map((body) => (body as { client_key: string }).client_key)
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
  })

  it('that is too long is not sent', async () => {
    const { wrapper, area, type } = await show()
    await type('x'.repeat(4097))
    await area.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(written()).toEqual([])
    expect(wrapper.get('[role=alert]').text()).not.toBe('')
  })
})

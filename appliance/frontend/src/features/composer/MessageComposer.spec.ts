import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Conversation } from '@/api/types'
import { useBegun } from '@/stores/begun'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useNotices } from '@/stores/notices'
import { usePeople } from '@/stores/people'
import { useReplies } from '@/stores/replies'
import { eventually } from '@/testing/eventually'
import { makeContact, makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MessageComposer from './MessageComposer.vue'

beforeEach(() => {
  signIn()
  new FakeServer().cut('GET /messages/limits').cut('GET /messages/scheduled')
  usePeople().remember([{ id: 8, name: 'Carlos Lima' }])
})

async function show(conversation: Partial<Conversation>, at?: string) {
  const given = useConversations().keep(makeConversation({ id: 1, ...conversation }))
  return mountInApp(MessageComposer, { props: { conversation: given } }, at)
}

describe('who may write', () => {
  it('the one who has the conversation', async () => {
    const { wrapper } = await show({})
    expect(wrapper.find('textarea').exists()).toBe(true)
  })

  it.each([
    [{ status: 'bot' }, 'A IA está atendendo este cliente', 'Assumir conversa'],
    [{ status: 'waiting' }, 'Este cliente aguarda uma pessoa', 'Assumir conversa'],
    [{ status: 'closed' }, 'Conversa encerrada', 'Reabrir'],
  ] as const)('nobody while it is %j: the way out is a button', async (conversation, title, button) => {
    const { wrapper } = await show(conversation)
    expect(wrapper.find('textarea').exists()).toBe(false)
    expect(wrapper.text()).toContain(title)
    expect(wrapper.get<HTMLButtonElement>('button.btn').text()).toBe(button)
  })

  it.each(['template.read', 'contact.read'] as const)('not with what their role may not read: %s', async (missing) => {
    const kinds = async () => {
      const { wrapper } = await show({})
      await wrapper.get('button[aria-controls]').trigger('click')
      return wrapper.findAll('button.w-full').map((one) => one.text())
    }
    const all = await kinds()
    signIn({}, [missing])
    expect(await kinds()).toEqual(all.filter((one) => one !== (missing === 'template.read' ? 'Modelo de mensagem' : 'Contato')))
    expect(all).toHaveLength(8)
  })

  it('nobody with a template, once the window is over, whose role may not read them', async () => {
    const over = { window_expires_at: '2026-01-01T00:00:00Z' }
    expect((await show(over)).wrapper.find('button.btn').exists()).toBe(true)
    signIn({}, ['template.read'])
    expect((await show(over)).wrapper.find('button.btn').exists()).toBe(false)
  })

  it('while it waits it is said where in the queue', async () => {
    const { wrapper } = await show({ status: 'waiting', queue_position: 3 })
    expect(wrapper.text()).toContain('3ª da fila')
  })

  it('whoever began it, with a template: its picker opens', async () => {
    HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
      this.open = true
    }
    new FakeServer().cut('GET /messages/limits').cut('GET /messages/scheduled').on('GET /templates', () => ({ body: page([]) }))
    useBegun().expect(1)
    const { wrapper } = await show({ window_expires_at: null })
    expect(wrapper.text()).toContain('O cliente ainda não escreveu')
    await eventually(() => expect(wrapper.find('dialog').exists()).toBe(true))
    expect(useBegun().id).toBeNull()
  })

  it('nobody once the 24 h window is over: it is said why, and a template is offered', async () => {
    const { wrapper } = await show({ window_expires_at: '2020-01-01T00:00:00Z' })
    expect(wrapper.text()).toContain('A janela de 24 horas fechou')
    expect(wrapper.find('textarea').exists()).toBe(false)
    expect(wrapper.get<HTMLButtonElement>('button.btn').text()).toBe('Enviar um modelo')
  })

  it('a colleague: only an admin may step in', async () => {
    const { wrapper } = await show({ assigned_user_id: 8 })
    expect(wrapper.text()).toContain('Carlos Lima está atendendo este cliente')
    expect(wrapper.find('button.btn').exists()).toBe(false)
    signIn({ role: 'admin' })
    const asAdmin = await show({ assigned_user_id: 8 })
    expect(asAdmin.wrapper.get<HTMLButtonElement>('button.btn').text()).toBe('Assumir no lugar de Carlos')
  })
})

describe('a closed conversation whose customer wrote again', () => {
  const contact = makeContact()
  const newer = makeConversation({ id: 2, status: 'bot', assigned_user_id: null, contact })

  it('leads to the new one as soon as that is heard of', async () => {
    const { wrapper, router } = await show({ status: 'closed', contact }, '/inbox/1?tab=all')
    useConversations().keep(makeConversation({ id: 3, status: 'bot', contact: makeContact({ id: 99 }) }))
    await flushPromises()
    expect(wrapper.get('button.btn').text()).toBe('Reabrir')
    useConversations().keep(newer)
    await flushPromises()
    expect(wrapper.text()).toContain('O cliente já tem uma conversa mais nova em aberto.')
    await wrapper.get('button.btn').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/inbox/2?tab=all')
  })

  it('leads there when the server says so', async () => {
    new FakeServer()
      .cut('GET /messages/limits')
      .refuse('POST /conversations/1/reopen', 409, 'another_is_open', { conversation_id: 2 })
      .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1, status: 'closed', contact }) }))
      .on('GET /conversations/2', () => ({ body: newer }))
    const { wrapper } = await show({ status: 'closed', contact })
    await wrapper.get('button.btn').trigger('click')
    await flushPromises()
    expect(useNotices().notices.map((one) => one.text)).toEqual(['O cliente já tem uma conversa mais nova em aberto.'])
    expect(wrapper.get('button.btn').text()).toBe('Abrir a conversa nova')
  })
})

describe('taking over', () => {
  it('makes it mine and shows it among mine', async () => {
    new FakeServer()
      .on('POST /conversations/1/takeover', () => ({ body: makeConversation({ id: 1 }) }))
      .on('GET /conversations/stats', () => ({ body: {} }))
    const { wrapper, router } = await show({ status: 'waiting' }, '/inbox/1?tab=waiting')
    useConversationList().tab = 'waiting'
    await wrapper.get<HTMLButtonElement>('button.btn').trigger('click')
    await flushPromises()
    expect(useConversations().find(1)).toMatchObject({ status: 'open', assigned_user_id: 7 })
    expect(router.currentRoute.value.fullPath).toBe('/inbox/1?tab=mine')
  })

  it('when a colleague was first: says who, and shows how it is now', async () => {
    new FakeServer()
      .refuse('POST /conversations/1/takeover', 409, 'already_taken', { assigned_user: { id: 8, name: 'Carlos Lima' } })
      .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1, assigned_user_id: 8 }) }))
    const { wrapper } = await show({ status: 'waiting' })
    await wrapper.get<HTMLButtonElement>('button.btn').trigger('click')
    await flushPromises()
    expect(useNotices().notices[0]?.text).toBe('A conversa já está com Carlos Lima.')
    expect(useConversations().find(1)?.assigned_user_id).toBe(8)
  })

  it('asks once for a double click', async () => {
    const server = new FakeServer()
      .on('POST /conversations/1/takeover', () => ({ body: makeConversation({ id: 1 }) }))
      .on('GET /conversations/stats', () => ({ body: {} }))
    const { wrapper } = await show({ status: 'bot' })
    const button = wrapper.get<HTMLButtonElement>('button.btn').element
    button.click()
    button.click()
    await flushPromises()
    expect(server.sent('POST /conversations/1/takeover')).toHaveLength(1)
  })
})

describe('what is scheduled', () => {
  const later = (id: number, scheduled_at: string) =>
    makeMessage({ id, sender_type: 'attendant', status: 'scheduled', content: `lembrete ${id}`, scheduled_at })

  it('is counted above the field, soonest first, and can be called off', async () => {
    const server = new FakeServer()
      .cut('GET /messages/limits')
      .on('GET /messages/scheduled', () => ({ body: page([later(2, '2999-01-02T12:00:00Z'), later(1, '2999-01-01T12:00:00Z')]) }))
      .on('POST /messages/1/cancel', () => ({ body: { ...later(1, '2999-01-01T12:00:00Z'), status: 'cancelled' } }))
    HTMLDialogElement.prototype.showModal = () => undefined
    const { wrapper } = await show({})
    await flushPromises()
    expect(wrapper.text()).toContain('2 mensagens agendadas · a próxima em 01/01, 09:00')
    await wrapper.get('button[aria-haspopup="dialog"]').trigger('click')
    await eventually(() => expect(wrapper.text()).toContain('lembrete 1'))
    expect(wrapper.text()).toMatch(/lembrete 1.*lembrete 2/s)
    await wrapper.findAll('button').find((one) => one.text() === 'Cancelar envio')!.trigger('click')
    await flushPromises()
    expect(server.sent('POST /messages/1/cancel')).toHaveLength(1)
    expect(wrapper.text()).toContain('1 mensagem agendada')
    expect(wrapper.text()).not.toContain('lembrete 1')
  })
})

describe('an answer', () => {
  it('shows above the field what it answers, and is left with Escape', async () => {
    const { wrapper } = await show({})
    useReplies().choose(1, 5)
    await flushPromises()
    expect(wrapper.text()).toContain('Respondendo a')
    await wrapper.get('textarea').trigger('keydown', { key: 'Escape' })
    expect(wrapper.text()).not.toContain('Respondendo a')
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Conversation, Message } from '@/api/types'
import { cameBack } from '@/composables/useRecovery'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { eventually } from '@/testing/eventually'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ThreadPane from './ThreadPane.vue'

let server: FakeServer

beforeEach(() => {
  signIn()
  server = new FakeServer()
})

async function show(conversation: Partial<Conversation>, messages: Message[] = []) {
  server
    .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1, ...conversation }) }))
    .on('GET /messages', () => ({ body: page(messages) }))
    .on('POST /conversations/1/read', () => ({ body: makeConversation({ id: 1 }) }))
  const { wrapper } = await mountInApp(ThreadPane, { props: { conversationId: 1, showsContact: false } })
  await flushPromises()
  return wrapper
}

describe('the thread', () => {
  it('shows the conversation from top to bottom', async () => {
    const pane = await show({}, [
      makeMessage({ content: 'Obrigada', sent_at: '2026-11-20T15:05:00Z' }),
      makeMessage({ content: 'Oi', sent_at: '2026-11-20T15:00:00Z' }),
    ])
    expect(pane.findAll('.bubble').map((one) => one.text())).toEqual(['Oi12:00', 'Obrigada12:05'])
    expect(pane.text()).toContain('Início da conversa')
    expect(pane.get('h2').text()).toBe('Maria Lima')
  })

  it('what did not come is asked for again by itself once the connection is back', async () => {
    server.cut('GET /conversations/1').cut('GET /messages')
    const { wrapper } = await mountInApp(ThreadPane, { props: { conversationId: 1, showsContact: false } })
    await flushPromises()
    server
      .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1 }) }))
      .on('GET /messages', () => ({ body: page([makeMessage({ content: 'Oi' })]) }))
    cameBack()
    await flushPromises()
    expect(wrapper.get('h2').text()).toBe('Maria Lima')
    expect(wrapper.get('.bubble').text()).toContain('Oi')
  })

  it('shows above an answer what it answers', async () => {
    const pane = await show({}, [
      makeMessage({ id: 903, content: 'Isso', reply_to: 12, sent_at: '2026-11-20T15:03:00Z' }),
      makeMessage({ id: 902, content: 'Sim', reply_to: 901, sent_at: '2026-11-20T15:02:00Z' }),
      makeMessage({ id: 901, sender_type: 'attendant', sender_user_id: 7, content: 'Fibra de 500?\nOu 300?', sent_at: '2026-11-20T15:01:00Z' }),
    ])
    expect(pane.findAll('blockquote').map((one) => one.findAll('p, .truncate').map((line) => line.text()))).toEqual([
      ['Você', 'Fibra de 500?'],
      ['Resposta a uma mensagem anterior'],
    ])
  })

  it('fetches what an answer quotes from before, and goes there', async () => {
    Element.prototype.scrollIntoView = () => undefined
    const old = makeMessage({ id: 12, content: 'Fibra de 500?', sent_at: '2026-11-01T15:00:00Z' })
    server.on('GET /messages/12', () => ({ body: old }))
    const pane = await show({}, [makeMessage({ id: 903, content: 'Isso', reply_to: 12 })])
    await flushPromises()
    server.on('GET /messages', ({ query }) => ({ body: query.get('around') === '12' ? { ...page([old]), newer_cursor: 'p1' } : page([]) }))
    expect(pane.get('blockquote').text()).toContain('Fibra de 500?')
    await pane.get('blockquote button').trigger('click')
    await flushPromises()
    expect(pane.find('[data-message="12"]').exists()).toBe(true)
    expect(document.activeElement?.getAttribute('data-message')).toBe('12')
  })

  it('says why a person is needed', async () => {
    const pane = await show({ status: 'waiting', needs_human_attention: true, attention_reason: 'ai_fallback' })
    expect(pane.text()).toContain('A IA não soube responder')
  })

  it('marks as read what is mine, and leaves the unread of others alone', async () => {
    await show({ unread_count: 2 })
    expect(server.sent('POST /conversations/1/read')).toHaveLength(1)
    server.requests.length = 0
    useConversations().keep(makeConversation({ id: 1, unread_count: 2, assigned_user_id: 8 }))
    await flushPromises()
    expect(server.sent('POST /conversations/1/read')).toHaveLength(0)
  })

  it('shows a message that arrives', async () => {
    const pane = await show({}, [makeMessage({ content: 'Oi' })])
    useMessages().receive(makeMessage({ conversation_id: 1, content: 'Tem alguém aí?', sent_at: '2026-11-20T15:09:00Z' }))
    await flushPromises()
    expect(pane.text()).toContain('Tem alguém aí?')
  })

  it('sets automatic messages and notices of the system apart', async () => {
    const pane = await show({}, [
      makeMessage({ sender_type: 'system', status: 'sent', content: 'Já chamei uma pessoa.' }),
      makeMessage({ sender_type: 'system', message_type: 'event', status: 'received', content: 'Ana assumiu' }),
    ])
    expect(pane.get('.bubble-system').text()).toContain('Mensagem automática')
    expect(pane.findAll('.bubble')).toHaveLength(1)
    expect(pane.text()).toContain('Ana assumiu')
  })

  it('closes what is mine', async () => {
    const pane = await show({})
    server
      .on('POST /conversations/1/close', () => ({ body: makeConversation({ id: 1, status: 'closed' }) }))
      .on('GET /conversations/stats', () => ({ body: {} }))
    await pane.findAll('button').find((one) => one.text() === 'Encerrar')?.trigger('click')
    await flushPromises()
    expect(pane.text()).toContain('Conversa encerrada')
    expect(pane.find('textarea').exists()).toBe(false)
  })

  it('asks before it closes what has scheduled messages: they are still sent', async () => {
    HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
      this.open = true
    }
    const later = (id: number) => makeMessage({ id, sender_type: 'attendant', status: 'scheduled', scheduled_at: '2999-01-01T12:00:00Z' })
    server.on('GET /messages/scheduled', () => ({ body: page([later(701), later(702)]) }))
    const pane = await show({})
    const closes = () => server.sent('POST /conversations/1/close').length
    server
      .on('POST /conversations/1/close', () => ({ body: makeConversation({ id: 1, status: 'closed' }) }))
      .on('GET /conversations/stats', () => ({ body: {} }))
    const press = async (label: string) => {
      await pane.findAll('button').find((one) => one.text() === label)?.trigger('click')
      await flushPromises()
    }
    const asks = () => eventually(() => expect(pane.find('dialog').exists()).toBe(true))

    await press('Encerrar')
    await asks()
    expect(pane.get('dialog').text()).toContain('Há 2 mensagens agendadas: elas ainda serão enviadas.')
    await press('Voltar')
    expect(pane.find('dialog').exists()).toBe(false)
    expect(closes()).toBe(0)

    await press('Encerrar')
    await asks()
    await press('Encerrar mesmo assim')
    expect(closes()).toBe(1)
    expect(pane.text()).toContain('Conversa encerrada')
    expect(pane.find('dialog').exists()).toBe(false)
  })

  it('says that a conversation does not exist', async () => {
    server.refuse('GET /conversations/1', 404, 'conversation_not_found').refuse('GET /messages', 404, 'conversation_not_found')
    const { wrapper } = await mountInApp(ThreadPane, { props: { conversationId: 1, showsContact: false } })
    await flushPromises()
    expect(wrapper.text()).toContain('Conversa não encontrada')
    expect(wrapper.get('a[aria-label="Voltar para a lista"]').attributes('href')).toBe('/inbox')
  })

  it('offers another try when the messages could not be loaded', async () => {
    const pane = await show({})
    pane.unmount()
    useMessages().forgetAllBut(null)
    server.cut('GET /messages')
    const { wrapper } = await mountInApp(ThreadPane, { props: { conversationId: 1, showsContact: false } })
    await flushPromises()
    server.on('GET /messages', () => ({ body: page([makeMessage({ content: 'Oi' })]) }))
    await wrapper.findAll('button').find((one) => one.text() === 'Tentar de novo')?.trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('Oi')
  })
})

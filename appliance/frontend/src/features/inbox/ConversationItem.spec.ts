import { beforeEach, describe, expect, it } from 'vitest'

import type { Conversation } from '@/api/types'
import { useDrafts } from '@/stores/drafts'
import { useOutbox } from '@/stores/outbox'
import { usePeople } from '@/stores/people'
import { useQueues } from '@/stores/queues'
import { makeContact, makeConversation, makeMessage, makeQueue } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ConversationItem from './ConversationItem.vue'

beforeEach(() => signIn())

async function show(conversation: Partial<Conversation>, isOpen = false) {
  const props = { conversation: makeConversation(conversation), isOpen }
  return (await mountInApp(ConversationItem, { props }, '/inbox?tab=all')).wrapper
}

describe('an item of the list', () => {
  it('leads to its conversation and keeps the tab', async () => {
    expect((await show({ id: 12 })).get('a').attributes('href')).toBe('/inbox/12?tab=all')
  })

  it('calls the customer by name, or by a number one can read', async () => {
    expect((await show({})).text()).toContain('Maria Lima')
    expect((await show({ contact: makeContact({ name: null }) })).text()).toContain('+55 (11) 98765-0001')
  })

  it.each([
    [makeMessage({ content: 'Cadê meu pedido?' }), 'Cadê meu pedido?'],
    [makeMessage({ sender_type: 'bot', content: 'Olá!' }), 'IA: Olá!'],
    [makeMessage({ sender_type: 'attendant', sender_user_id: 7, content: 'Já vejo' }), 'Você: Já vejo'],
    [makeMessage({ message_type: 'audio', content: '[Áudio]' }), 'Áudio'],
    [null, 'Sem mensagens ainda'],
  ])('previews %#', async (last_message, preview) => {
    expect((await show({ last_message })).text()).toContain(preview)
  })

  it('shows an icon for the kind and says it to who cannot see it', async () => {
    const item = await show({ last_message: makeMessage({ message_type: 'image', content: 'nota fiscal' }) })
    const preview = item.findAll('p')[1]!
    expect(preview.find('svg').attributes('aria-hidden')).toBe('true')
    expect(preview.get('.sr-only').text()).toBe('Imagem:')
    expect(preview.text()).toContain('nota fiscal')
    const bare = await show({ last_message: makeMessage({ message_type: 'sticker', content: '[Figurinha]' }) })
    expect(bare.findAll('p')[1]!.text()).toBe('Figurinha')
    const text = await show({ last_message: makeMessage({ content: 'oi' }) })
    expect(text.findAll('p')[1]!.find('svg').exists()).toBe(false)
  })

  it('tells a reaction only where it is the last message', async () => {
    expect((await show({ last_message: makeMessage({ message_type: 'reaction', content: '👍' }) })).text()).toContain('Reagiu com 👍')
    const reacted = makeMessage({ content: 'obrigado', metadata: { reactions: [{ by: 'customer', emoji: '👍' }] } })
    expect((await show({ last_message: reacted })).text()).not.toContain('👍')
  })

  it('says what was not sent, and while it is on its way only what the server has', async () => {
    let fail!: () => void
    new FakeServer().on('POST /messages', () => new Promise((_, reject) => (fail = () => reject(new TypeError('gone')))))
    const sending = useOutbox().add(12, 'Chega amanhã')
    const item = await show({ id: 12, last_message: makeMessage({ content: 'Cadê?' }) })
    expect(item.text()).toContain('Cadê?')
    fail()
    await sending
    expect(item.text()).toContain('Não enviada: Chega amanhã')
  })

  it('says how much is unread', async () => {
    const item = await show({ unread_count: 120 })
    expect(item.text()).toContain('99+')
    expect(item.text()).toContain('120 mensagens não lidas')
  })

  it('says whose it is beside what it needs', async () => {
    const item = await show({ status: 'open', assigned_user_id: 7, needs_human_attention: true, attention_reason: 'transferred' })
    expect(item.text()).toContain('Transferida por um colega')
    expect(item.text()).toContain('Com você')
  })

  it('says in words why a person is needed', async () => {
    const item = await show({ status: 'waiting', needs_human_attention: true, attention_reason: 'ai_timeout' })
    expect(item.text()).toContain('A IA não respondeu a tempo')
    const other = await show({ status: 'waiting', needs_human_attention: true, attention_reason: 'of_2030' })
    expect(other.text()).toContain('Precisa de uma pessoa')
  })

  it.each([
    [{ status: 'bot' }, 'Com a IA'],
    [{ status: 'waiting' }, 'Aguardando'],
    [{ assigned_user_id: 7 }, 'Com você'],
    [{ assigned_user_id: 8 }, 'Com Carlos'],
    [{ assigned_user_id: 99 }, 'Em atendimento'],
    [{ status: 'closed' }, 'Encerrada'],
  ] as const)('shows the state of %j', async (conversation, chip) => {
    usePeople().remember([{ id: 8, name: 'Carlos Lima' }])
    expect((await show(conversation)).text()).toContain(chip)
  })

  it('counts the 24 h window down', async () => {
    const inTwoHours = new Date(Date.now() + 2 * 3_600_000 + 30_000).toISOString()
    expect((await show({ window_expires_at: inTwoHours })).text()).toContain('2 h')
    expect((await show({ window_expires_at: null })).text()).toContain('Janela fechada')
  })

  it('keeps the time left apart from the chips, which take another line where they are many', async () => {
    useQueues().all = [makeQueue({ id: 3, name: 'Financeiro' })]
    const due_at = new Date(Date.now() - 90_000).toISOString()
    const service_level = { state: 'breached' as const, response_due_at: due_at, resolution_due_at: null, warn_at: due_at, due_at }
    const window_expires_at = new Date(Date.now() + 23.5 * 3_600_000).toISOString()
    const item = await show({ assigned_user_id: 7, priority: 2, queue_id: 3, service_level, window_expires_at })
    const [clock, ...others] = item.findAll('.chip').map((chip) => chip.element)
    expect(clock!.textContent).toContain('23 h')
    expect(clock!.classList).toContain('float-right')
    expect(others).toHaveLength(4)
    expect(new Set(others.map((chip) => chip.parentElement?.parentElement))).toEqual(new Set([clock!.parentElement]))
  })

  it('shows a draft instead of the last message, except where it is being written', async () => {
    useDrafts().write(5, 'Vou verif')
    const last_message = makeMessage({ content: 'Cadê?' })
    expect((await show({ id: 5, last_message })).text()).toContain('Rascunho: Vou verif')
    expect((await show({ id: 5, last_message }, true)).text()).toContain('Cadê?')
  })
})

it('says once that it is late: by how long', async () => {
  const due_at = new Date(Date.now() - 12.5 * 60_000).toISOString()
  const late = { state: 'breached' as const, response_due_at: due_at, resolution_due_at: null, warn_at: due_at, due_at }
  const told = { needs_human_attention: true, attention_reason: 'sla_breached' }
  const both = (await show({ ...told, service_level: late })).text()
  expect(both).toContain('+12 min')
  expect(both).not.toContain('O prazo passou')
  expect((await show({ ...told, service_level: null })).text()).toContain('O prazo passou')
  expect((await show({ ...told, attention_reason: 'media', service_level: late })).text()).toContain('enviou um arquivo')
})

import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Conversation, Message } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useSending } from '@/stores/sending'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import MessageBubble from './MessageBubble.vue'

const show = (message: Partial<Message>, author = '', opensGroup = true) =>
  mount(MessageBubble, { props: { message: makeMessage(message), opensGroup, author } })

describe('a bubble', () => {
  it('shows what a customer writes as text, never as markup', () => {
    const bubble = show({ content: '<img src=x onerror=alert(1)> <b>oi</b>' })
    expect(bubble.text()).toContain('<img src=x onerror=alert(1)> <b>oi</b>')
    expect(bubble.find('img, b').exists()).toBe(false)
  })

  it('opens links apart, telling the other site nothing', () => {
    const link = show({ content: 'veja https://acme.com.br/2a' }).get('a')
    expect(link.attributes()).toMatchObject({ href: 'https://acme.com.br/2a', rel: 'noopener noreferrer nofollow' })
  })

  it('marks the AI', () => {
    const bubble = show({ sender_type: 'bot' }, 'Assistente')
    expect(bubble.get('.bubble-bot').text()).toContain('IA')
    expect(bubble.text()).toContain('Assistente')
  })

  it('names a colleague at the head of a group only', () => {
    expect(show({ sender_type: 'attendant' }, 'Carlos Lima').text()).toContain('Carlos Lima')
    expect(show({ sender_type: 'attendant' }, 'Carlos Lima', false).text()).not.toContain('Carlos Lima')
  })

  it('sets internal notes apart, without ticks', () => {
    const bubble = show({ sender_type: 'attendant', message_type: 'note', content: 'cliente VIP' }, 'Carlos')
    expect(bubble.get('.bubble-note').text()).toContain('Nota interna')
    expect(bubble.find('[data-status]').exists()).toBe(false)
  })

  it.each([
    ['queued', 'Na fila de envio'],
    ['accepted', 'Aceita pelo WhatsApp'],
    ['sent', 'Enviada'],
    ['delivered', 'Entregue'],
    ['read', 'Lida'],
    ['played', 'Ouvida'],
    ['failed', 'Não enviada'],
    ['unknown', 'Sem confirmação'],
  ] as const)('ticks %s', (status, label) => {
    const tick = show({ sender_type: 'attendant', status }).get(`[data-status="${status}"]`)
    expect(tick.attributes('aria-label')).toBe(label)
  })

  it('has no ticks on the customer’s own', () => {
    expect(show({}).find('[data-status]').exists()).toBe(false)
  })

  it.each([
    ['image', '[Imagem]', 'Imagem'],
    ['sticker', '[Figurinha]', 'Figurinha'],
    ['holo_2031', '[Mensagem do tipo holo_2031]', 'Mensagem do tipo “holo_2031”'],
  ])('stands in for a %s', (message_type, content, label) => {
    const bubble = show({ message_type, content })
    expect(bubble.get('.bubble').text()).toMatch(new RegExp(`^${label}`))
    expect(bubble.text()).not.toContain('[')
  })

  it('shows the caption below the placeholder', () => {
    expect(show({ message_type: 'image', content: 'nota fiscal' }).text()).toMatch(/Imagem.*nota fiscal/s)
  })
})

describe('trouble', () => {
  beforeEach(() => {
    signIn()
    useConversations().keep(makeConversation({ id: 1 }))
  })

  it.each<[string, Partial<Conversation>]>([
    ['a colleague has', { assigned_user_id: 8 }],
    ['the AI has', { status: 'bot' }],
    ['nobody has', { status: 'waiting' }],
    ['is closed', { status: 'closed' }],
    ['is past its window', { window_expires_at: '2020-01-01T00:00:00Z' }],
  ])('offers no resending in a conversation that %s', (_, conversation) => {
    useConversations().keep(makeConversation({ id: 1, ...conversation }))
    expect(show({ sender_type: 'attendant', status: 'failed', error: { code: 131026 } }).find('button').exists()).toBe(false)
  })

  it.each([131047, '131047'])('offers no resending of what came too late (%o)', (code) => {
    const bubble = show({ sender_type: 'attendant', status: 'failed', error: { code, reason: 'window' } })
    expect(bubble.text()).toContain('Passaram mais de 24 horas')
    expect(bubble.find('button').exists()).toBe(false)
  })

  it('offers no resending of a file that would be refused again', () => {
    const bubble = show({ sender_type: 'attendant', status: 'failed', error: { reason: 'file_not_taken_by_whatsapp' } })
    expect(bubble.text()).toContain('O WhatsApp não aceitou este arquivo')
    expect(bubble.find('button').exists()).toBe(false)
  })

  it('says why WhatsApp refused and resends exactly once', async () => {
    const message = makeMessage({ id: 5, sender_type: 'attendant', status: 'failed', error: { code: 131026, reason: 'undeliverable' } })
    const server = new FakeServer().on('POST /messages/5/resend', () => ({ body: { ...message, status: 'queued' } }))
    const bubble = mount(MessageBubble, { props: { message, opensGroup: true, author: '' } })
    expect(bubble.text()).toContain('O número não usa o WhatsApp')
    await bubble.get('button').trigger('click')
    await bubble.get('button').trigger('click')
    await flushPromises()
    expect(server.requests).toHaveLength(1)
  })

  it('warns before resending what may have arrived', () => {
    const bubble = show({ sender_type: 'attendant', status: 'unknown' })
    expect(bubble.text()).toContain('Sem confirmação')
    expect(bubble.text()).toContain('Confira com o cliente')
    expect(bubble.get('button').text()).toBe('Reenviar')
  })

  it('resends what may have arrived only when asked twice, and a double click is not that', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const message = makeMessage({ id: 5, sender_type: 'attendant', status: 'unknown' })
    const server = new FakeServer().on('POST /messages/5/resend', () => ({ body: { ...message, status: 'queued' } }))
    const button = mount(MessageBubble, { props: { message, opensGroup: true, author: '' } }).get('button')
    await button.trigger('click')
    vi.advanceTimersByTime(180)
    await button.trigger('click', { detail: 2 })
    await flushPromises()
    expect(button.text()).toBe('Reenviar mesmo assim')
    expect(server.requests).toHaveLength(0)

    await button.trigger('blur')
    expect(button.text()).toBe('Reenviar')
    vi.advanceTimersByTime(2000)
    await button.trigger('click')
    expect(server.requests).toHaveLength(0)

    vi.advanceTimersByTime(1000)
    await button.trigger('click')
    await flushPromises()
    expect(server.sent('POST /messages/5/resend')).toHaveLength(1)
  })

  it.each([
    [{ kind: 'throttled', code: 131056, reason: 'pair_too_fast' }, 'Envio mais lento'],
    [{ kind: 'waiting', reason: 'behind' }, 'Na fila. Espera a mensagem anterior'],
    [{ kind: 'credential', reason: 'token' }, 'Envio parado. O acesso ao WhatsApp não é mais válido'],
  ])('says what a queued message waits for (%j)', (error, words) => {
    const bubble = show({ sender_type: 'attendant', status: 'queued', error })
    expect(bubble.text().replace(/\s+/g, ' ')).toContain(words)
    expect(bubble.find('button').exists()).toBe(false)
  })

  it('says of every queued message that sending is stopped', () => {
    useSending().keep({ stopped: { id: 1, kind: 'credential', code: 190, message: '', since: '', until: null }, waiting: 1 })
    expect(show({ sender_type: 'attendant', status: 'queued' }).text()).toContain('Envio parado')
  })

  it('says what WhatsApp holds back though it took it', () => {
    const error = { kind: 'held', reason: 'paused' }
    expect(show({ sender_type: 'attendant', status: 'accepted', error }).text()).toContain('Retida pela Meta')
  })

  it('says why a reaction of ours is not there', () => {
    const metadata = { reaction_error: { emoji: '👍', code: 131026, reason: 'undeliverable' } }
    expect(show({ metadata }).text()).toContain('A reação 👍 não foi enviada.')
  })

  it('tells that the server is still trying, without a button', () => {
    const bubble = show({ sender_type: 'attendant', status: 'queued', error: { code: 131000, kind: 'retryable' } })
    expect(bubble.text()).toContain('Tentando de novo')
    expect(bubble.find('button').exists()).toBe(false)
  })
})

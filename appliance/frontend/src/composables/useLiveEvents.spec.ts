import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'

import { live as dispatcher } from '@/realtime/live'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { makeConversation, makeMessage, makeSession } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useLiveEvents } from './useLiveEvents'
import { whenBack } from './useRecovery'

let server: FakeServer
let running: EffectScope
const openId = ref<number | null>(1)
const hangUp = vi.fn()
const arrived = vi.fn()
const changed = vi.fn()
const mentioned = vi.fn()

beforeEach(async () => {
  signIn()
  openId.value = 1
  hangUp.mockReset()
  arrived.mockReset()
  changed.mockReset()
  mentioned.mockReset()
  server = new FakeServer()
    .on('GET /conversations', () => ({ body: page([makeConversation({ id: 1 })]) }))
    .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1 }) }))
    .on('GET /messages', () => ({ body: page([]) }))
    .on('GET /auth/me', () => ({ body: makeSession() }))
  await useConversationList().show('mine')
  await useMessages().open(1)
  server.requests.length = 0
})

function listen() {
  running = effectScope()
  running.run(() => useLiveEvents(openId, { arrived, changed, mentioned }, () => hangUp))
  return running
}
afterEach(() => running.stop())

const event = (conversation = makeConversation({ id: 1 })) => ({
  seq: { all: 1 },
  conversation_id: conversation.id,
  conversation,
  message: makeMessage({ id: 70, conversation_id: conversation.id, content: 'Oi!' }),
})

describe('what happens', () => {
  it('send what could not leave, once the connection is back', async () => {
    server.cut('POST /messages')
    await useMessages().send(1, 'Oi!')
    server.requests.length = 0
    listen()
    dispatcher.emit('connected', undefined)
    expect(server.sent('POST /messages')).toHaveLength(1)
  })

  it('say that the server is there again', async () => {
    const again = vi.fn()
    const waiting = effectScope()
    waiting.run(() => whenBack(again))
    listen()
    dispatcher.emit('connected', undefined)
    await flushPromises()
    expect(again).toHaveBeenCalledOnce()
    waiting.stop()
  })

  it('put a new message into the open thread and its conversation into the list', () => {
    listen()
    dispatcher.emit('message.created', event(makeConversation({ id: 1, last_message_at: '2026-11-21T00:00:00Z' })))
    dispatcher.emit('message.created', event(makeConversation({ id: 2 })))
    expect(useMessages().threadOf(1)?.messages).toMatchObject([{ id: 70, content: 'Oi!' }])
    expect(useConversationList().items.map((one) => one.id)).toEqual([1, 2])
    expect(arrived).toHaveBeenCalledTimes(2)
  })

  it('move ticks, without another arrival', () => {
    listen()
    dispatcher.emit('message.created', event())
    const { message } = event()
    dispatcher.emit('message.updated', { ...event(), message: { ...message, sender_type: 'bot', status: 'read' } })
    expect(useMessages().threadOf(1)?.messages).toMatchObject([{ id: 70, status: 'read' }])
    expect(arrived).toHaveBeenCalledOnce()
  })

  it('bring reactions, edits and files to the message they are about', () => {
    listen()
    dispatcher.emit('message.created', event())
    const { message } = event()
    const metadata = { reactions: [{ by: 'customer', emoji: '👍' }], edited_at: '2026-11-20T15:10:00Z' } as const
    dispatcher.emit('message.updated', { ...event(), message: { ...message, content: 'Olá!', metadata: metadata as never } })
    expect(useMessages().threadOf(1)?.messages).toMatchObject([{ id: 70, content: 'Olá!', metadata }])
    expect(arrived).toHaveBeenCalledOnce()
  })

  it('tell of messages that left a thread: it is fetched anew', async () => {
    listen()
    dispatcher.emit('message.created', event())
    server.on('GET /messages', () => ({ body: page([makeMessage({ id: 71, conversation_id: 1 })]) }))
    dispatcher.emit('thread.changed', event(makeConversation({ id: 1, status: 'closed' })))
    dispatcher.emit('thread.changed', event(makeConversation({ id: 2 })))
    await flushPromises()
    expect(useMessages().threadOf(1)?.messages).toMatchObject([{ id: 71 }])
    expect(server.sent('GET /messages')).toHaveLength(1) // the other was never opened
  })

  it('that were missed fetches no list that nobody may be looking at', async () => {
    openId.value = null
    listen()
    dispatcher.emit('resync', undefined)
    await flushPromises()
    expect(server.requests.map((one) => one.path)).toEqual(['/mentions'])
    expect(useMessages().threadOf(1)).toBeUndefined() // fetched anew by whoever opens it
  })

  it('to a thread that is not open: it is fetched when it is opened again', async () => {
    listen()
    openId.value = 2
    dispatcher.emit('thread.changed', event())
    await flushPromises()
    expect(server.sent('GET /messages')).toHaveLength(0)
    expect(useMessages().threadOf(1)).toBeUndefined()
  })

  it('of a conversation that went out of sight: nothing of it stays, not even by an answer on its way', async () => {
    listen()
    server.on('POST /conversations/1/transfer', () => {
      dispatcher.emit('conversation.left', { seq: { all: 2 }, conversation_id: 1, rooms: ['queue:4'] })
      return { body: makeConversation({ id: 1, queue_id: 4 }) }
    })
    await useConversations().transfer(1, { queue_id: 4 })
    expect(useConversations().find(1)).toBeUndefined()
    expect(useConversations().gone.has(1)).toBe(true)
    expect(useConversationList().items).toEqual([])
    expect(useMessages().threadOf(1)).toBeUndefined()
    dispatcher.emit('conversation.updated', event())
    expect(useConversations().gone.has(1)).toBe(false)
  })

  it('that found us in other rooms: what one may is asked anew, and what is out of sight is forgotten', async () => {
    listen()
    useConversations().keep(makeConversation({ id: 2 }))
    dispatcher.emit('connected', undefined)
    dispatcher.emit('moved', undefined)
    await flushPromises()
    expect(server.sent('GET /auth/me')).toHaveLength(1)
    expect([...useConversations().byId.keys()]).toEqual([1])
  })

  it('of a conversation that is no longer what it was: said with how it was', () => {
    listen()
    const given = makeConversation({ id: 2, attention_reason: 'transferred', needs_human_attention: true })
    dispatcher.emit('conversation.updated', event(given))
    dispatcher.emit('conversation.updated', event({ ...given, needs_human_attention: false }))
    expect(changed.mock.calls).toEqual([
      [given, undefined],
      [{ ...given, needs_human_attention: false }, given],
    ])
  })

  it('of a note that names me: said where', () => {
    server.on('GET /mentions', () => ({ body: { ...page([]), unseen: 1 } }))
    listen()
    dispatcher.emit('mention.created', { seq: { 'person:7': 1 }, conversation_id: 2 })
    expect(mentioned).toHaveBeenCalledWith(2)
  })

  it('refused to us: asks whether the session still holds', async () => {
    listen()
    dispatcher.emit('refused', undefined)
    await flushPromises()
    expect(server.sent('GET /auth/me')).toHaveLength(1)
  })

  it('is heard until one leaves', () => {
    listen().stop()
    expect(hangUp).toHaveBeenCalledOnce()
    dispatcher.emit('message.created', event())
    expect(arrived).not.toHaveBeenCalled()
  })
})

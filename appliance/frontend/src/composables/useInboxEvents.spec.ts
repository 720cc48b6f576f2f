import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'

import { live } from '@/realtime/live'
import { useConnection } from '@/stores/connection'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { usePeople } from '@/stores/people'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useInboxEvents } from './useInboxEvents'

let server: FakeServer
let running: EffectScope

beforeEach(async () => {
  signIn()
  server = new FakeServer()
    .on('GET /conversations', () => ({ body: page([makeConversation({ id: 1 })]) }))
    .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1 }) }))
    .on('GET /messages', () => ({ body: page([]) }))
  await useConversationList().show('mine')
  await useMessages().open(1)
  server.requests.length = 0
})
afterEach(() => running.stop())

function look() {
  running = effectScope()
  running.run(() => useInboxEvents(ref(1)))
}

/** The numbers beside the tabs are asked for a moment later. */
async function asked() {
  await flushPromises()
  return server.requests.map((one) => one.path).filter((path) => path !== '/conversations/stats').sort()
}

describe('the inbox', () => {
  it('fetches the list, the open conversation and its messages again when events were missed', async () => {
    look()
    live.emit('resync', undefined)
    expect(await asked()).toEqual(['/conversations', '/conversations/1', '/messages', '/messages/scheduled'])
  })

  it('forgets the open conversation that went out of sight meanwhile', async () => {
    look()
    server.refuse('GET /conversations/1', 404, 'conversation_not_found').on('GET /conversations', () => ({ body: page([]) }))
    live.emit('resync', undefined)
    await flushPromises()
    expect(useConversations().gone.has(1)).toBe(true)
    expect(useMessages().threadOf(1)).toBeUndefined()
  })

  it('fetches what it alone shows with each connection, or at once where there is one', async () => {
    look()
    expect(await asked()).toEqual([])
    live.emit('connected', undefined)
    expect(await asked()).toEqual(['/labels', '/sending', '/users'])
    running.stop()
    server.requests.length = 0
    useConnection().connected()
    look()
    expect(await asked()).toEqual(['/labels', '/sending'])
  })

  it('fetches nothing once one has left it', async () => {
    look()
    running.stop()
    live.emit('connected', undefined)
    live.emit('resync', undefined)
    expect(await asked()).toEqual([])
  })

  it('asks who somebody is that an event names and nobody knows', async () => {
    server.on('GET /users', () => ({ body: page([{ id: 7, name: 'Ana Martins' }]) }))
    await usePeople().load()
    look()
    server.requests.length = 0
    live.emit('looking', { conversation_id: 1, people: [{ user_id: 7, is_typing: false }] })
    expect(await asked()).toEqual([])
    live.emit('looking', { conversation_id: 1, people: [{ user_id: 7, is_typing: false }, { user_id: 9, is_typing: true }] })
    live.emit('looking', { conversation_id: 1, people: [{ user_id: 9, is_typing: false }] })
    expect(await asked()).toEqual(['/users'])
    const conversation = makeConversation({ id: 2, assigned_user_id: 10 })
    live.emit('message.created', { seq: {}, conversation_id: 2, conversation, message: makeMessage({ sender_user_id: 11 }) })
    expect(await asked()).toEqual(['/users', '/users'])
  })
})

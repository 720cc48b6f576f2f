import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'

import { live } from '@/realtime/live'
import { useConversations } from '@/stores/conversations'
import { makeConversation, ME } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useConcerning } from './useConcerning'

const isInbox = ref(false)
let server: FakeServer
let running: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  signIn()
  server = new FakeServer().on('GET /conversations', ({ query }) => ({
    body: page([query.get('status') === 'waiting' ? makeConversation({ id: 3, status: 'waiting' }) : makeConversation({ id: 2 })]),
  }))
})
afterEach(() => running.stop())

async function listen(isThere: boolean) {
  isInbox.value = isThere
  running = effectScope()
  running.run(() => useConcerning(() => isInbox.value))
  await flushPromises()
}
const known = () => [...useConversations().byId.keys()]

it('beside the inbox, asks for what is mine or waits when events were missed, and forgets the rest', async () => {
  await listen(false)
  const offered = makeConversation({ id: 4, status: 'waiting', offered_to_id: ME.id, offer_expires_at: '2099-01-01T00:00:00Z' })
  for (const one of [makeConversation({ id: 1 }), offered]) useConversations().keep(one)
  live.emit('resync', undefined)
  useConversations().keep(makeConversation({ id: 5 })) // told while the answer was on its way
  await flushPromises()
  expect(known().sort()).toEqual([2, 3, 4, 5])
})

it('asks nothing in the inbox, whose list brings them', async () => {
  await listen(true)
  live.emit('resync', undefined)
  await flushPromises()
  expect(server.requests).toEqual([])
})

it('asks once one has left the inbox, soon, and not if one is back by then', async () => {
  await listen(true)
  isInbox.value = false
  await flushPromises()
  isInbox.value = true
  await flushPromises()
  await vi.advanceTimersByTimeAsync(5000)
  expect(server.requests).toEqual([])
  isInbox.value = false
  await flushPromises()
  await vi.advanceTimersByTimeAsync(3000)
  expect(known().sort()).toEqual([2, 3])
})

import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import type { Conversation, Stats } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { makeConversation } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useQueuePosition } from './useQueuePosition'

const waiting = (more: Partial<Conversation> = {}) =>
  makeConversation({ id: 1, status: 'waiting', queue_id: 3, queued_at: '2026-11-20T15:00:00Z', ...more })
const counted = (number: number): Stats => ({ bot: 0, waiting: number, open: 0, closed: 0, mine: 0, needs_attention: 0 })

let scope: EffectScope
let position: ReturnType<typeof useQueuePosition>
let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  signIn()
  server = new FakeServer().on('GET /conversations/1', () => ({ body: waiting({ queue_position: 2 }) }))
  useCounters().receive(counted(3))
  scope = effectScope()
})
afterEach(() => scope.stop())

function look(conversation: Conversation): void {
  useConversations().keep(conversation)
  position = scope.run(() => useQueuePosition(() => useConversations().find(1)!))!
}
const later = async () => {
  await vi.advanceTimersByTimeAsync(1000)
  await flushPromises()
}

it('is as the answer about the conversation told it, which an event does not take away', async () => {
  look(waiting({ queue_position: 4 }))
  useConversations().keep(waiting({ unread_count: 2 }))
  expect(position.value).toBe(4)
  await later()
  expect(server.requests).toHaveLength(0)
})

it('is asked for where nobody told it', async () => {
  look(waiting())
  expect(position.value).toBeNull()
  await later()
  expect(position.value).toBe(2)
})

it('is asked for anew, once, when others joined or left', async () => {
  look(waiting({ queue_position: 4 }))
  await later()
  useCounters().receive(counted(2))
  await flushPromises()
  useCounters().receive(counted(1))
  await later()
  expect(position.value).toBe(2)
  expect(server.requests).toHaveLength(1)
})

it.each<Partial<Conversation>>([{ status: 'open' }, { queue_id: 4 }, { queued_at: '2026-11-20T16:00:00Z' }])(
  'is forgotten with the wait: %j',
  (change) => {
    look(waiting({ queue_position: 4 }))
    useConversations().keep(waiting(change))
    expect(position.value).toBeNull()
  },
)

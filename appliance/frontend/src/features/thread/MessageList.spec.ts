import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Message } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MessageList from './MessageList.vue'

let server: FakeServer

beforeEach(() => {
  signIn()
  server = new FakeServer().cut('GET /messages/limits')
})

async function show(messages: Message[]) {
  server.on('GET /messages', () => ({ body: page(messages) }))
  useConversations().keep(makeConversation({ id: 1 }))
  await useMessages().open(1)
  const { wrapper } = await mountInApp(MessageList, { props: { conversationId: 1, thread: useMessages().threadOf(1)! } })
  await flushPromises()
  return wrapper
}

const lieAt = (element: Element, top: number, bottom: number) => (element.getBoundingClientRect = () => ({ top, bottom }) as DOMRect)

describe('the heading of a day', () => {
  it('floats above the messages while one scrolls, and leaves them to be read after a second', async () => {
    const list = await show([makeMessage({ sent_at: '2026-11-20T15:00:00Z' }), makeMessage({ sent_at: '2026-11-19T15:00:00Z' })])
    vi.useFakeTimers()
    const [past, today] = list.findAll('h3')
    lieAt(past!.element, 8, 28)
    lieAt(past!.element.nextElementSibling!, -40, 90) // scrolled past: the heading would lie on it
    lieAt(today!.element, 100, 120)
    lieAt(today!.element.nextElementSibling!, 132, 180)
    const isHidden = () => [past, today].map((one) => one!.classes().includes('opacity-0'))

    await list.get('[role="log"]').trigger('scroll')
    expect(isHidden()).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(900)
    await list.get('[role="log"]').trigger('scroll')
    await vi.advanceTimersByTimeAsync(900)
    expect(isHidden()).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(200)
    expect(isHidden()).toEqual([true, false])
    await list.get('[role="log"]').trigger('scroll')
    expect(isHidden()).toEqual([false, false])
  })
})

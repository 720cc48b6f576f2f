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

describe('what is new below', () => {
  const LATER = '2026-11-20T16:00:00Z'
  const failed = makeMessage({ id: 501, sender_type: 'attendant', sender_user_id: 7, status: 'failed', sent_at: '2026-11-20T14:00:00Z' })

  async function showAbove(): Promise<Awaited<ReturnType<typeof show>>> {
    const list = await show([makeMessage({ id: 502 }), failed])
    const log = list.get<HTMLElement>('[role="log"]')
    Object.defineProperties(log.element, { scrollHeight: { value: 2000 }, clientHeight: { value: 500 } })
    for (const top of [1500, 300]) {
      log.element.scrollTop = top
      await log.trigger('scroll')
    }
    return list
  }

  it('is what others wrote', async () => {
    const list = await showAbove()
    useMessages().receive(makeMessage({ sent_at: LATER }))
    await flushPromises()
    expect(list.text()).toContain('1 mensagem nova')
    useMessages().receive(makeMessage({ sender_type: 'attendant', sender_user_id: 8, sent_at: LATER }))
    await flushPromises()
    expect(list.text()).toContain('2 mensagens novas')
  })

  it('is not one’s own message that is sent anew', async () => {
    const list = await showAbove()
    server.on('POST /messages/501/resend', () => ({ body: { ...failed, status: 'queued', sent_at: LATER } }))
    await useMessages().resend(501)
    await flushPromises()
    expect(list.findAll('[data-message]').at(-1)?.attributes('data-message')).toBe('501')
    expect(list.find('button[aria-label="Ir para a última mensagem"]').exists()).toBe(true)
    expect(list.text()).not.toContain('mensagem nova')
  })
})

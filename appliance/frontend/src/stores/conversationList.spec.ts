import { beforeEach, describe, expect, it } from 'vitest'

import { makeConversation, ME } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useConversationList } from './conversationList'
import { useConversations } from './conversations'

let server: FakeServer
let list: ReturnType<typeof useConversationList>

beforeEach(() => {
  signIn()
  server = new FakeServer()
  list = useConversationList()
})

const at = (minute: number) => `2026-11-20T15:${String(minute).padStart(2, '0')}:00Z`
const waiting = (id: number, minute: number) =>
  makeConversation({ id, status: 'waiting', last_message_at: at(minute) })
const serve = (conversations: ReturnType<typeof waiting>[], cursor: string | null = null) =>
  server.on('GET /conversations', () => ({ body: page(conversations, cursor) }))
const shown = () => list.items.map((one) => one.id)

describe('what a tab asks for', () => {
  it.each([
    ['waiting', { status: 'waiting' }],
    ['mine', { status: 'open', assigned_user_id: 'me' }],
    ['bot', { status: 'bot' }],
    ['all', {}],
    ['closed', { status: 'closed' }],
  ] as const)('%s', async (tab, query) => {
    serve([])
    await list.show(tab)
    expect(Object.fromEntries(server.requests[0]!.query)).toEqual({ ...query, limit: '30' })
  })

  it('together with the search', async () => {
    serve([])
    await list.show('all', 'maria')
    expect(server.requests[0]?.query.get('q')).toBe('maria')
  })
})

describe('the list', () => {
  it('shows the newest activity first', async () => {
    serve([waiting(1, 1), waiting(2, 5)])
    await list.show('waiting')
    expect(shown()).toEqual([2, 1])
  })

  it('takes in a conversation that now belongs and lets go of one that no longer does', async () => {
    serve([waiting(1, 1)])
    await list.show('waiting')
    const conversations = useConversations()
    list.place(conversations.keep(waiting(2, 9)))
    expect(shown()).toEqual([2, 1])
    conversations.keep({ ...waiting(2, 9), status: 'open', assigned_user_id: ME.id })
    expect(shown()).toEqual([1])
  })

  it('keeps a colleague’s conversation out of mine', async () => {
    serve([])
    await list.show('mine')
    list.place(useConversations().keep(makeConversation({ status: 'open', assigned_user_id: 8 })))
    expect(shown()).toEqual([])
  })

  it('does not let events into a search', async () => {
    serve([])
    await list.show('all', 'maria')
    list.place(useConversations().keep(waiting(3, 3)))
    expect(shown()).toEqual([])
  })

  it('leaves what is older than the loaded pages for later', async () => {
    serve([waiting(1, 10)], 'next')
    await list.show('waiting')
    list.place(useConversations().keep(waiting(2, 1)))
    expect(shown()).toEqual([1])
  })

  it('loads the next page once', async () => {
    serve([waiting(1, 10)], 'next')
    await list.show('waiting')
    serve([waiting(2, 5)], null)
    await Promise.all([list.loadMore(), list.loadMore()])
    expect(shown()).toEqual([1, 2])
    expect(server.requests).toHaveLength(2)
    expect(list.cursor).toBeNull()
  })

  it('keeps the pages below when the first is fetched again', async () => {
    serve([waiting(1, 10)], 'next')
    await list.show('waiting')
    serve([waiting(2, 5)], 'after')
    await list.loadMore()
    serve([waiting(3, 20), waiting(1, 10)], 'next')
    await list.refresh()
    expect(shown()).toEqual([3, 1, 2])
    expect(list.cursor).toBe('after')
  })

  it('forgets what left while nobody was told', async () => {
    serve([waiting(1, 10), waiting(2, 5)])
    await list.show('waiting')
    serve([waiting(1, 10)])
    await list.refresh()
    expect(shown()).toEqual([1])
  })

  it('keeps what an event placed here while the first page was on its way', async () => {
    server.on('GET /conversations', () => {
      list.place(useConversations().keep(waiting(2, 20)))
      useConversations().keep({ ...waiting(1, 10), unread_count: 4 })
      return { body: page([{ ...waiting(1, 10), unread_count: 3 }]) }
    })
    await list.show('waiting')
    expect(shown()).toEqual([2, 1])
    expect(list.items[1]?.unread_count).toBe(4)
  })

  it('says that the first load failed; a later failure leaves the list alone', async () => {
    server.cut('GET /conversations')
    await list.show('waiting')
    expect(list.state).toBe('failed')
    serve([waiting(1, 1)])
    await list.show('waiting')
    server.cut('GET /conversations')
    await list.refresh()
    expect(list.state).toBe('ready')
    expect(shown()).toEqual([1])
  })

  it('shows only the answer to the last of two hurried searches', async () => {
    server.on('GET /conversations', async ({ query }) => {
      const isFirst = query.get('q') === 'm'
      if (isFirst) await new Promise((resolve) => setTimeout(resolve, 5))
      return { body: page([waiting(isFirst ? 1 : 2, 1)]) }
    })
    const first = list.show('all', 'm')
    await Promise.all([first, list.show('all', 'maria')])
    expect(shown()).toEqual([2])
  })
})

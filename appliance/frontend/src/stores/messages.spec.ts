import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Message } from '@/api/types'
import { makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'

import { useMessages } from './messages'
import { useOutbox } from './outbox'
import { useScheduled } from './scheduled'

let server: FakeServer
let store: ReturnType<typeof useMessages>
let outbox: ReturnType<typeof useOutbox>

beforeEach(() => {
  server = new FakeServer()
  store = useMessages()
  outbox = useOutbox()
})

const serve = (messages: Message[], cursor: string | null = null) =>
  server.on('GET /messages', () => ({ body: page(messages, cursor) }))
const contents = (id = 1) => store.threadOf(id)?.messages.map((one) => one.content)
const at = (second: number) => `2026-11-20T15:00:${String(second).padStart(2, '0')}Z`

describe('opening a conversation', () => {
  it('shows its newest page in reading order', async () => {
    serve([makeMessage({ content: 'b', sent_at: at(2) }), makeMessage({ content: 'a', sent_at: at(1) })], 'older')
    await store.open(1)
    expect(contents()).toEqual(['a', 'b'])
    expect(store.threadOf(1)).toMatchObject({ state: 'ready', olderCursor: 'older' })
  })

  it('says when it failed, and recovers', async () => {
    server.cut('GET /messages')
    await store.open(1)
    expect(store.threadOf(1)?.state).toBe('failed')
    serve([makeMessage({ content: 'a' })])
    await store.open(1)
    expect(contents()).toEqual(['a'])
  })

  it('keeps what is on screen when a refetch fails', async () => {
    serve([makeMessage({ content: 'a' })])
    await store.open(1)
    server.cut('GET /messages')
    await store.refresh(1)
    expect(store.threadOf(1)?.state).toBe('ready')
    expect(contents()).toEqual(['a'])
  })

  it('goes back in time page by page, one request at a time', async () => {
    serve([makeMessage({ content: 'new', sent_at: at(9) })], 'older')
    await store.open(1)
    serve([makeMessage({ content: 'old', sent_at: at(1) })], null)
    await Promise.all([store.loadOlder(1), store.loadOlder(1)])
    expect(contents()).toEqual(['old', 'new'])
    expect(server.sent('GET /messages')).toHaveLength(2)
    expect(server.sent('GET /messages')[1]?.query.get('cursor')).toBe('older')
    await store.loadOlder(1)
    expect(server.sent('GET /messages')).toHaveLength(2)
  })

  it('starts afresh when more was missed than one page holds', async () => {
    serve([makeMessage({ id: 1, content: 'a', sent_at: at(1) })], null)
    await store.open(1)
    serve([makeMessage({ id: 90, content: 'z', sent_at: at(50) })], 'hole')
    await store.refresh(1)
    expect(contents()).toEqual(['z'])
    expect(store.threadOf(1)?.olderCursor).toBe('hole')
  })

  it('keeps older pages when the refetched one joins them', async () => {
    const known = makeMessage({ id: 5, content: 'b', sent_at: at(5) })
    serve([known], 'p2')
    await store.open(1)
    serve([makeMessage({ id: 1, content: 'a', sent_at: at(1) })], 'p3')
    await store.loadOlder(1)
    serve([makeMessage({ id: 6, content: 'c', sent_at: at(6) }), known], 'p2')
    await store.refresh(1)
    expect(contents()).toEqual(['a', 'b', 'c'])
    expect(store.threadOf(1)?.olderCursor).toBe('p3')
  })
})

describe('looking back', () => {
  const message = (id: number) => makeMessage({ id, content: `m${id}`, sent_at: at(id) })

  beforeEach(async () => {
    server.on('GET /messages', ({ query }) => {
      if (query.has('around')) return { body: { ...page([message(11), message(10)], 'before 10'), newer_cursor: 'after 11' } }
      if (query.get('newer') === 'after 11') return { body: { data: [message(30), message(12)], newer_cursor: null } }
      return { body: page([message(40), message(30)], 'before 30') }
    })
    await store.open(1)
    await store.lookBack(1, 10)
  })

  it('shows the page around a message, and passes over what lies between', () => {
    expect(contents()).toEqual(['m10', 'm11'])
    expect(store.threadOf(1)).toMatchObject({ olderCursor: 'before 10', newerCursor: 'after 11' })
  })

  it('is not disturbed by what is said meanwhile, but by what becomes of what is shown', async () => {
    store.receive(message(41))
    store.receive({ ...message(11), status: 'read' })
    await store.refresh(1)
    expect(contents()).toEqual(['m10', 'm11'])
    expect(store.threadOf(1)?.messages[1]?.status).toBe('read')
  })

  it('goes on to the present page by page, and is there whole', async () => {
    store.receive(message(41))
    await store.loadNewer(1)
    expect(contents()).toEqual(['m10', 'm11', 'm12', 'm30', 'm40'])
    expect(store.threadOf(1)?.newerCursor).toBeNull()
    store.receive(message(41))
    expect(contents()?.at(-1)).toBe('m41')
  })

  it('comes back to the present in one step', async () => {
    await store.toPresent(1)
    expect(contents()).toEqual(['m30', 'm40'])
    expect(store.threadOf(1)).toMatchObject({ olderCursor: 'before 30', newerCursor: null })
  })

  it('is over when the conversation is opened anew', async () => {
    await store.open(1)
    expect(contents()).toEqual(['m30', 'm40'])
  })

  it('keeps what is here when the page reaches it', async () => {
    server.on('GET /messages', ({ query }) => ({ body: query.has('around') ? { ...page([message(10), message(9), message(8)], null), newer_cursor: 'after 10' } : page([], null) }))
    await store.lookBack(1, 8)
    expect(contents()).toEqual(['m8', 'm9', 'm10', 'm11'])
    expect(store.threadOf(1)).toMatchObject({ olderCursor: null, newerCursor: 'after 11' })
  })
})

describe('a page that events overtook', () => {
  const ours = (more: Partial<Message>) => makeMessage({ id: 5, sender_type: 'attendant', sent_at: at(5), ...more })

  it('does not bring back what they changed, nor take away what they brought', async () => {
    server.on('GET /messages', () => {
      store.receive(ours({ status: 'sent', error: null }))
      store.receive(ours({ id: 6, content: 'new', sent_at: at(6) }))
      return { body: page([ours({ status: 'failed' })], 'hole') }
    })
    await store.open(1)
    expect(store.threadOf(1)?.messages.map(({ id, status }) => [id, status])).toEqual([
      [5, 'sent'],
      [6, ours({}).status],
    ])
  })

  it('is believed in what no event told since it was asked for', async () => {
    serve([ours({ status: 'queued' })])
    await store.open(1)
    store.receive(ours({ status: 'sent' }))
    serve([ours({ status: 'failed' })])
    await store.refresh(1)
    expect(store.threadOf(1)?.messages).toMatchObject([{ id: 5, status: 'failed' }])
  })
})

describe('what is scheduled', () => {
  it('is not taken for waiting still when it left before the answer came', async () => {
    const scheduled = useScheduled()
    const waiting = makeMessage({ id: 7, sender_type: 'attendant', status: 'scheduled', scheduled_at: at(9) })
    scheduled.receive(waiting)
    server.on('PATCH /messages/7', () => {
      for (const one of [store, scheduled]) one.receive({ ...waiting, status: 'queued' })
      return { body: { ...waiting, content: 'changed' } }
    })
    await scheduled.change(7, { content: 'changed' })
    expect(scheduled.of(1)).toEqual([])
  })
})

describe('sending', () => {
  beforeEach(async () => {
    serve([])
    await store.open(1)
  })

  const stored = (body: unknown, id = 50): Message =>
    makeMessage({ ...(body as object), id, sender_type: 'attendant', status: 'queued' })

  it('shows the bubble before the server answers, and one bubble after', async () => {
    let answer!: () => void
    const wait = new Promise<void>((resolve) => (answer = resolve))
    server.on('POST /messages', async ({ body }) => {
      await wait
      return { status: 201, body: stored(body) }
    })
    const sending = store.send(1, 'Oi!')
    expect(outbox.of(1)).toMatchObject([{ content: 'Oi!', state: 'sending' }])
    answer()
    await sending
    expect(outbox.of(1)).toEqual([])
    expect(contents()).toEqual(['Oi!'])
  })

  it('stays one bubble when the event overtakes the answer', async () => {
    server.on('POST /messages', ({ body }) => {
      store.receive({ ...stored(body), status: 'sent' })
      return { status: 201, body: stored(body) }
    })
    await store.send(1, 'Oi!')
    expect(outbox.of(1)).toEqual([])
    expect(store.threadOf(1)?.messages.map((one) => one.status)).toEqual(['sent'])
  })

  it('is not put above what is there already, whatever the clock says', async () => {
    store.receive(makeMessage({ sent_at: '2999-01-01T00:00:00Z' }))
    server.cut('POST /messages')
    await store.send(1, 'Oi!')
    expect(outbox.of(1)[0]?.sent_at).toBe('2999-01-01T00:00:00Z')
  })

  it('resends a stored message once and shows its new state', async () => {
    store.receive(stored({ conversation_id: 1, content: 'x' }, 60))
    store.receive({ ...stored({ conversation_id: 1, content: 'x' }, 60), status: 'failed' })
    server.on('POST /messages/60/resend', () => ({ body: stored({ conversation_id: 1, content: 'x' }, 60) }))
    await store.resend(60)
    expect(store.threadOf(1)?.messages).toMatchObject([{ id: 60, status: 'queued' }])
  })
})

describe('a reaction of ours', () => {
  const reacted = (emoji: string) => ({ reactions: emoji ? [{ by: 'business' as const, emoji }] : [] })
  const shown = () => store.threadOf(1)?.messages[0]?.metadata?.reactions

  beforeEach(async () => {
    serve([makeMessage({ id: 5, metadata: { reactions: [{ by: 'customer', emoji: '😮' }] } })])
    await store.open(1)
  })

  it('is there before the server answers, and as it answers', async () => {
    let answer!: () => void
    const wait = new Promise<void>((resolve) => (answer = resolve))
    server.on('PUT /messages/5/reaction', async () => {
      await wait
      return { body: makeMessage({ id: 5, metadata: reacted('👍') }) }
    })
    const reacting = store.setReaction(store.threadOf(1)!.messages[0]!, '👍')
    expect(shown()).toEqual([{ by: 'customer', emoji: '😮' }, { by: 'business', emoji: '👍' }])
    answer()
    await reacting
    expect(shown()).toEqual([{ by: 'business', emoji: '👍' }])
  })

  it('goes back to what it was when the server will not have it', async () => {
    server.refuse('PUT /messages/5/reaction', 422, 'not_reactable')
    await expect(store.setReaction(store.threadOf(1)!.messages[0]!, '👍')).rejects.toMatchObject({ code: 'not_reactable' })
    expect(shown()).toEqual([{ by: 'customer', emoji: '😮' }])
  })

  it('is taken away', async () => {
    server.on('DELETE /messages/5/reaction', () => ({ body: makeMessage({ id: 5, metadata: reacted('') }) }))
    await store.setReaction(store.threadOf(1)!.messages[0]!, '')
    expect(shown()).toEqual([])
  })
})

describe('what is no part of the thread', () => {
  it.each([
    { status: 'scheduled' as const },
    { status: 'cancelled' as const },
    { message_type: 'reaction', sender_type: 'attendant' as const },
  ])('%j stays out of it, and leaves it', async (message) => {
    serve([makeMessage({ id: 5 })])
    await store.open(1)
    store.receive(makeMessage({ id: 6, ...message }))
    expect(store.threadOf(1)?.messages).toHaveLength(1)
    store.receive(makeMessage({ id: 5, ...message }))
    expect(store.threadOf(1)?.messages).toEqual([])
  })
})

describe('events', () => {
  it('of conversations that were never opened cost nothing', () => {
    store.receive(makeMessage({ conversation_id: 99 }))
    expect(store.threadOf(99)).toBeUndefined()
  })

  it('missed: only the open conversation is kept', async () => {
    serve([])
    await store.open(1)
    await store.open(2)
    store.forgetAllBut(2)
    await flushPromises()
    expect(store.threadOf(1)).toBeUndefined()
    expect(store.threadOf(2)).toBeDefined()
  })
})

import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import { ApiError } from '@/api/http'
import { makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useConnection } from './connection'
import { useConversations } from './conversations'
import { useCounters } from './counters'
import { useDrafts } from './drafts'
import { useNotices } from './notices'
import { usePeople } from './people'
import { usePreferences } from './preferences'

const STATS = { bot: 2, waiting: 3, open: 5, closed: 10, mine: 4, needs_attention: 1 }

describe('counters', () => {
  it('know each tab', async () => {
    new FakeServer().on('GET /conversations/stats', () => ({ body: STATS }))
    const counters = useCounters()
    expect(counters.countOf('mine')).toBeNull()
    await counters.load()
    expect([counters.countOf('mine'), counters.countOf('waiting'), counters.countOf('all')]).toEqual([4, 3, 20])
  })

  it('ask once for many events', async () => {
    vi.useFakeTimers()
    const server = new FakeServer().on('GET /conversations/stats', () => ({ body: STATS }))
    const counters = useCounters()
    for (let event = 0; event < 20; event += 1) counters.refreshSoon()
    await vi.runAllTimersAsync()
    expect(server.requests).toHaveLength(1)
  })
})

describe('drafts', () => {
  it('are kept per conversation and per person, across a reload', () => {
    signIn()
    useDrafts().write(1, 'Vou verif')
    expect(useDrafts().textOf(1)).toBe('Vou verif')
    expect(useDrafts().textOf(2)).toBe('')
    expect(localStorage.getItem('guiche.draft.7.1')).toBe('Vou verif')
    signIn({ id: 8 })
    expect(useDrafts().textOf(1)).toBe('')
  })

  it('leave nothing behind when they are empty', () => {
    signIn()
    useDrafts().write(1, 'a')
    useDrafts().write(1, '')
    expect(localStorage.length).toBe(0)
  })

  it('work without storage', () => {
    signIn()
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    useDrafts().write(1, 'a')
    expect(useDrafts().textOf(1)).toBe('a')
  })
})

describe('notices', () => {
  it('say an error in words, once, and go away', () => {
    vi.useFakeTimers()
    const notices = useNotices()
    notices.fail(new ApiError('network', '', 0))
    notices.fail(new ApiError('network', '', 0))
    expect(notices.notices).toHaveLength(1)
    vi.runAllTimers()
    expect(notices.notices).toEqual([])
  })
})

describe('the connection', () => {
  it('is called lost only when it stays away', () => {
    vi.useFakeTimers()
    const connection = useConnection()
    connection.disconnected()
    vi.advanceTimersByTime(1000)
    connection.connected()
    vi.runAllTimers()
    expect(connection.isLost).toBe(false)
    connection.disconnected()
    vi.runAllTimers()
    expect(connection.isLost).toBe(true)
    connection.connected()
    expect(connection.isLost).toBe(false)
  })
})

describe('conversations', () => {
  it('show as read at once and tell the server once', async () => {
    const server = new FakeServer().on('POST /conversations/1/read', () => ({ body: {} }))
    const conversations = useConversations()
    conversations.keep(makeConversation({ id: 1, unread_count: 3 }))
    const reading = conversations.markRead(1)
    expect(conversations.find(1)?.unread_count).toBe(0)
    await reading
    await conversations.markRead(1)
    expect(server.requests).toHaveLength(1)
  })

  it('stay as an event told them when it overtook an older answer', async () => {
    const conversations = useConversations()
    new FakeServer().on('GET /conversations/1', () => {
      conversations.keep(makeConversation({ id: 1, status: 'closed' }))
      return { body: makeConversation({ id: 1, status: 'open' }) }
    })
    await conversations.fetch(1)
    expect(conversations.find(1)?.status).toBe('closed')
  })

  it('are as the server answers after the last event', async () => {
    const conversations = useConversations()
    new FakeServer().on('GET /conversations/1', () => ({ body: makeConversation({ id: 1, status: 'open' }) }))
    conversations.keep(makeConversation({ id: 1, status: 'closed' }))
    await conversations.fetch(1)
    expect(conversations.find(1)?.status).toBe('open')
  })
})

describe('people', () => {
  it('are known by name', async () => {
    new FakeServer().on('GET /users', () => ({ body: page([{ id: 8, name: 'Carlos Lima' }]) }))
    const people = usePeople()
    await people.load()
    expect([people.nameOf(8), people.nameOf(9), people.nameOf(null)]).toEqual(['Carlos Lima', undefined, undefined])
  })

  it('who joined meanwhile are asked for when something names them, once each', async () => {
    const server = new FakeServer().on('GET /users', () => ({ body: page([{ id: 8, name: 'Carlos Lima' }]) }))
    const people = usePeople()
    people.meet([8]) // nobody is known yet: all are on their way
    await people.load()
    server.on('GET /users', () => ({ body: page([{ id: 8, name: 'Carlos Lima' }, { id: 9, name: 'Duda Reis' }]) }))
    people.meet([8, null, undefined])
    expect(server.requests).toHaveLength(1)
    people.meet([8, 9, 404])
    await flushPromises()
    expect([people.nameOf(9), people.nameOf(404)]).toEqual(['Duda Reis', undefined])
    people.meet([404, 9])
    expect(server.requests).toHaveLength(2)
  })
})

describe('preferences', () => {
  it('keep the appearance and show it', async () => {
    const preferences = usePreferences()
    preferences.theme = 'dark'
    await nextTick()
    expect(document.documentElement.dataset['theme']).toBe('guiche-dark')
    expect(localStorage.getItem('guiche.theme')).toBe('dark')
    preferences.theme = 'system'
    await nextTick()
    expect(document.documentElement.dataset['theme']).toBeUndefined()
  })

  it('prefer the reader’s own language to the suggestions', async () => {
    const preferences = usePreferences()
    await preferences.applyLocale(null, 'es', 'pt-BR')
    expect(preferences.locale).toBe('es')
    await preferences.chooseLocale('en')
    await preferences.applyLocale('es')
    await flushPromises()
    expect(preferences.locale).toBe('en')
    await preferences.applyLocale('xx', undefined)
    expect(preferences.locale).toBe('en')
  })
})

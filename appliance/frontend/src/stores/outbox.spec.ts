import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useMessages } from './messages'
import { useOutbox } from './outbox'
import { forgetUnsent } from './unsent'

const HOUR = 3_600_000
const NOW = new Date('2026-11-20T15:00:00Z')

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  signIn()
  server = new FakeServer()
})

const answer = () =>
  server.on('POST /messages', ({ body }) => ({
    status: 201,
    body: makeMessage({ ...(body as object), sender_type: 'attendant', status: 'queued' }),
  }))
const posted = () => server.sent('POST /messages').map((one) => one.body as { client_key: string; content: string })
const texts = () => posted().map((one) => one.content)
const states = (id = 1) => useOutbox().of(id).map((one) => one.state)
const storedNames = () => Object.keys(localStorage)

/** The page is gone; what it stored is not. */
function reload(user = {}) {
  useOutbox().clear()
  setActivePinia(createPinia())
  signIn(user)
  useOutbox().recover()
}

describe('what is not sent yet', () => {
  it('is stored before the request leaves and no longer once the server has it', async () => {
    let storedMeanwhile: string[] = []
    server.on('POST /messages', ({ body }) => {
      storedMeanwhile = storedNames()
      return { status: 201, body: makeMessage(body as object) }
    })
    await useOutbox().add(1, 'Oi!')
    expect(storedMeanwhile).toEqual([`guiche.unsent.7.${posted()[0]?.client_key}`])
    expect(storedNames()).toEqual([])
    expect(useOutbox().of(1)).toEqual([])
  })

  it('is sent by itself, in order and under its first key, when the server answers again', async () => {
    server.cut('POST /messages')
    const outbox = useOutbox()
    await outbox.add(1, 'um')
    await outbox.add(1, 'dois')
    expect(states()).toEqual(['waiting', 'waiting'])
    const [first] = posted()
    answer()
    server.requests.length = 0
    await vi.advanceTimersByTimeAsync(10_000)
    expect(texts()).toEqual(['um', 'dois'])
    expect(posted()[0]?.client_key).toBe(first?.client_key)
    expect(posted()[1]?.client_key).not.toBe(first?.client_key)
    expect(storedNames()).toEqual([])
  })

  it('survives a reload and leaves when the connection is back', async () => {
    server.cut('POST /messages')
    await useOutbox().add(1, 'Oi!')
    const [first] = posted()
    reload()
    expect(useOutbox().of(1)).toMatchObject([{ content: 'Oi!', state: 'waiting', sent_at: NOW.toISOString() }])
    answer()
    await useOutbox().recoverAndSend()
    expect(posted().at(-1)?.client_key).toBe(first?.client_key)
    expect(storedNames()).toEqual([])
  })

  it('is settled without another request when the thread shows that it did arrive', async () => {
    server.on('POST /messages', () => ({ status: 502 }))
    await useOutbox().add(1, 'Oi!')
    const { client_key } = posted()[0]!
    reload()
    server.on('GET /messages', () => ({ body: page([makeMessage({ content: 'Oi!', client_key })]) }))
    await useMessages().open(1)
    expect(useOutbox().of(1)).toEqual([])
    expect(storedNames()).toEqual([])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(posted()).toHaveLength(1)
  })

  it('is taken from another tab that left it behind, and let go when another tab got it through', async () => {
    server.cut('POST /messages')
    const outbox = useOutbox()
    const kept = { conversation_id: 1, content: 'Oi', sent_at: NOW.toISOString(), refusal: null }
    localStorage.setItem('guiche.unsent.7.k1', JSON.stringify(kept))
    await outbox.recoverAndSend()
    expect(outbox.of(1)).toMatchObject([{ client_key: 'k1' }])
    window.dispatchEvent(new StorageEvent('storage', { key: 'guiche.unsent.7.k1', newValue: null }))
    expect(outbox.of(1)).toEqual([])
  })

  it('holds nothing up in other conversations when the server stumbles over one', async () => {
    server.on('POST /messages', ({ body }) => {
      const { conversation_id } = body as { conversation_id: number }
      return conversation_id === 1 ? { status: 500 } : { status: 201, body: makeMessage(body as object) }
    })
    const outbox = useOutbox()
    void outbox.add(1, 'um')
    void outbox.add(1, 'dois')
    void outbox.add(2, 'outra')
    await vi.advanceTimersByTimeAsync(0)
    expect(texts()).toEqual(['um', 'outra'])
    expect(states()).toEqual(['waiting', 'waiting'])
    expect(states(2)).toEqual([])
  })

  it('waits as long as the server asks', async () => {
    server.on('POST /messages', () => ({ status: 429, body: {}, headers: { 'Retry-After': '30' } }))
    await useOutbox().add(1, 'Oi')
    await vi.advanceTimersByTimeAsync(29_000)
    expect(posted()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(posted()).toHaveLength(2)
  })
})

describe('what the server refuses', () => {
  it('says why, stays so after a reload, and is not tried by itself', async () => {
    server.refuse('POST /messages', 409, 'not_owner')
    await useOutbox().add(1, 'Oi!')
    expect(useOutbox().of(1)).toMatchObject([{ state: 'failed', error: { code: 'not_owner' } }])
    reload()
    await useOutbox().recoverAndSend()
    expect(useOutbox().of(1)).toMatchObject([{ state: 'failed', error: { code: 'not_owner', status: 409 } }])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(posted()).toHaveLength(1)
  })

  it('does not hold up what comes after it, and is sent when asked to', async () => {
    server.on('POST /messages', ({ body }) =>
      (body as { content: string }).content === 'um'
        ? { status: 422, body: { error: { code: 'window_closed' } } }
        : { status: 201, body: makeMessage(body as object) },
    )
    const outbox = useOutbox()
    await outbox.add(1, 'um')
    await outbox.add(1, 'dois')
    expect(outbox.of(1)).toMatchObject([{ content: 'um', state: 'failed' }])
    const { client_key } = outbox.of(1)[0]!
    answer()
    await outbox.sendAgain(client_key)
    expect(posted().at(-1)?.client_key).toBe(client_key)
    expect(outbox.of(1)).toEqual([])
  })

  it.each([
    [401, 'not_signed_in'],
    [403, 'csrf'],
  ])('only for the moment (%i %s) is tried again', async (status, code) => {
    server.refuse('POST /messages', status, code)
    const outbox = useOutbox()
    await outbox.add(1, 'Oi')
    reload()
    answer()
    await useOutbox().recoverAndSend()
    expect(useOutbox().of(1)).toEqual([])
    expect(posted()).toHaveLength(2)
  })
})

describe('whose it is, and for how long', () => {
  beforeEach(async () => {
    server.cut('POST /messages')
    await useOutbox().add(1, 'Oi!')
  })

  it('is nobody else’s: not shown, not sent, not discarded', async () => {
    const { client_key } = posted()[0]!
    signIn({ id: 8 })
    expect(useOutbox().of(1)).toEqual([])
    answer()
    await useOutbox().recoverAndSend()
    useOutbox().discard(client_key)
    expect(posted()).toHaveLength(1)
    reload({ id: 8 })
    expect(useOutbox().of(1)).toEqual([])
    reload()
    expect(useOutbox().of(1)).toHaveLength(1)
  })

  it('goes with the one who signs out', () => {
    localStorage.setItem('guiche.unsent.77.k', JSON.stringify({ conversation_id: 1, content: 'x', sent_at: NOW.toISOString(), refusal: null }))
    forgetUnsent(7)
    expect(storedNames()).toEqual(['guiche.unsent.77.k'])
  })

  it('is discarded for good, even while it is on its way', async () => {
    let refuse!: () => void
    const wait = new Promise<void>((resolve) => (refuse = resolve))
    server.on('POST /messages', async () => {
      await wait
      return { status: 409, body: { error: { code: 'not_owner' } } }
    })
    const trying = useOutbox().recoverAndSend()
    useOutbox().discard(posted()[0]!.client_key)
    refuse()
    await trying
    expect(useOutbox().of(1)).toEqual([])
    expect(storedNames()).toEqual([])
  })

  it('is not sent by itself after a day; asked to, it is', async () => {
    answer()
    vi.setSystemTime(NOW.getTime() + 24 * HOUR)
    reload()
    await useOutbox().recoverAndSend()
    expect(useOutbox().of(1)).toMatchObject([{ state: 'failed', error: { code: 'too_old' } }])
    expect(posted()).toHaveLength(1)
    await useOutbox().sendAgain(posted()[0]!.client_key)
    expect(useOutbox().of(1)).toEqual([])
  })

  it('is forgotten after a week, whosever it is', () => {
    vi.setSystemTime(NOW.getTime() + 7 * 24 * HOUR + 1000)
    reload({ id: 8 })
    expect(storedNames()).toEqual([])
  })
})

describe('storage', () => {
  it.each(['no json', '{}', 'null', '{"conversation_id":1,"content":"x","sent_at":"ontem"}'])('that holds %s is cleaned up', (text) => {
    localStorage.setItem('guiche.unsent.7.k', text)
    useOutbox().recover()
    expect(useOutbox().of(1)).toEqual([])
    expect(storedNames()).toEqual([])
  })

  it('that is full still lets one send', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    server.cut('POST /messages')
    await useOutbox().add(1, 'Oi')
    expect(states()).toEqual(['waiting'])
    answer()
    await useOutbox().recoverAndSend()
    await flushPromises()
    expect(states()).toEqual([])
  })
})

import { beforeEach, describe, expect, it, vi } from 'vitest'

import { makeDelivery } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'

import { useDeliveries } from './deliveries'

let server: FakeServer
let store: ReturnType<typeof useDeliveries>

beforeEach(() => {
  server = new FakeServer().on('GET /webhook-deliveries/stats', () => ({ body: { malformed: 1, dead: 2 } }))
  store = useDeliveries()
})

const dead = (id: number) => makeDelivery({ id, state: 'dead', error: 'given up after 5 attempts' })
const serve = (ids: number[], cursor: string | null = null) =>
  server.on('GET /webhook-deliveries', () => ({ body: page(ids.map(dead), cursor) }))
const shown = () => store.items.map((one) => one.id)

describe('the list', () => {
  it('asks for what is left over, and counts it', async () => {
    serve([3])
    await store.show('open')
    expect(Object.fromEntries(server.sent('GET /webhook-deliveries')[0]!.query)).toEqual({ state: 'dead,malformed', limit: '20' })
    expect(store.leftOver).toBe(3)
    await store.show('dismissed')
    expect(server.sent('GET /webhook-deliveries')[1]?.query.get('state')).toBe('dismissed')
  })

  it('grows page by page, and keeps the pages below when the first is fetched again', async () => {
    serve([9, 8], '8')
    await store.show('open')
    serve([7, 6], null)
    await Promise.all([store.loadMore(), store.loadMore()])
    expect(shown()).toEqual([9, 8, 7, 6])
    serve([10, 8], '8')
    await store.refresh()
    expect(shown()).toEqual([10, 8, 7, 6])
    expect(store.cursor).toBeNull()
  })

  it('says that it could not be loaded; one that is on screen stays', async () => {
    server.cut('GET /webhook-deliveries')
    await store.show('open')
    expect(store.state).toBe('failed')
    serve([1])
    await store.refresh()
    server.cut('GET /webhook-deliveries').cut('GET /webhook-deliveries/stats')
    await expect(store.refresh()).rejects.toMatchObject({ code: 'network' })
    expect([store.state, shown(), store.leftOver]).toEqual(['ready', [1], 3])
  })
})

describe('dealing with one', () => {
  beforeEach(async () => {
    vi.useFakeTimers()
    serve([2, 1])
    await store.show('open')
    server.on('POST /webhook-deliveries/1/retry', () => ({ body: { ...dead(1), state: 'pending' } }))
  })

  it('watches it being processed until it is done, and a refresh meanwhile does not lose it', async () => {
    let looks = 0
    server.on('GET /webhook-deliveries/1', () => ({ body: { ...dead(1), state: (looks += 1) < 3 ? 'pending' : 'done' } }))
    const retrying = store.retry(1)
    await vi.advanceTimersByTimeAsync(1000)
    serve([2])
    await store.refresh()
    expect(store.items.map((one) => [one.id, one.state])).toEqual([
      [2, 'dead'],
      [1, 'pending'],
    ])
    await vi.advanceTimersByTimeAsync(2000)
    expect(await retrying).toBe('done')
    expect(shown()).toEqual([2])
  })

  it('shows it again when it failed again', async () => {
    server.on('GET /webhook-deliveries/1', () => ({ body: { ...dead(1), attempts: 1 } }))
    const retrying = store.retry(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await retrying).toBe('dead')
    expect(store.items[1]).toMatchObject({ id: 1, attempts: 1 })
  })

  it('does not watch for ever', async () => {
    server.on('GET /webhook-deliveries/1', () => ({ body: { ...dead(1), state: 'pending' } }))
    const retrying = store.retry(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await retrying).toBe('pending')
  })

  it('puts it aside', async () => {
    server.on('POST /webhook-deliveries/2/dismiss', () => ({ body: { ...dead(2), state: 'dismissed' } }))
    await store.dismiss(2)
    expect(shown()).toEqual([1])
    expect(server.sent('GET /webhook-deliveries/stats')).toHaveLength(2)
  })
})

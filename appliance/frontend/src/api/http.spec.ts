import { describe, expect, it, vi } from 'vitest'

import { FakeServer } from '@/testing/fakeServer'

import { ApiError, http, onSignedOut, setCsrfToken } from './http'

const failure = (promise: Promise<unknown>) => promise.then(() => expect.fail('it passed'), (error: unknown) => error as ApiError)

describe('http', () => {
  it('sends the CSRF token with what changes something, and only then', async () => {
    const server = new FakeServer().on('GET /a', () => ({ body: {} })).on('POST /a', () => ({ body: {} }))
    setCsrfToken('tok')
    await http.get('/a')
    await http.post('/a', { x: 1 })
    expect(server.sent('GET /a')[0]?.headers.get('X-CSRF-Token')).toBeNull()
    expect(server.sent('POST /a')[0]?.headers.get('X-CSRF-Token')).toBe('tok')
    expect(server.sent('POST /a')[0]?.body).toEqual({ x: 1 })
  })

  it('asks for another CSRF token when its own no longer counts, and tries once more', async () => {
    const server = new FakeServer()
      .on('GET /auth/me', () => ({ body: { csrf_token: 'new' } }))
      .on('POST /a', (request) =>
        request.headers.get('X-CSRF-Token') === 'new' ? { body: { done: true } } : { status: 403, body: { error: { code: 'csrf' } } },
      )
    setCsrfToken('old')
    expect(await http.post('/a')).toEqual({ done: true })
    expect(server.sent('POST /a')).toHaveLength(2)
  })

  it('leaves it at that when there is no other', async () => {
    const server = new FakeServer().on('GET /auth/me', () => ({ body: { csrf_token: 'tok' } })).refuse('POST /a', 403, 'csrf')
    setCsrfToken('tok')
    expect(await failure(http.post('/a'))).toMatchObject({ code: 'csrf' })
    expect(server.sent('POST /a')).toHaveLength(1)
  })

  it('leaves absent and empty filters out of the query', async () => {
    const server = new FakeServer().on('GET /a', () => ({ body: {} }))
    await http.get('/a', { query: { q: 'é & x', limit: 30, cursor: undefined, status: '' } })
    expect([...server.requests[0]!.query]).toEqual([['q', 'é & x'], ['limit', '30']])
  })

  it('turns the API error shape into an ApiError', async () => {
    new FakeServer().refuse('GET /a', 409, 'already_taken', { assigned_user: { id: 8, name: 'Carlos' } }, 'taken')
    const error = await failure(http.get('/a'))
    expect(error).toMatchObject({ code: 'already_taken', status: 409, message: 'taken' })
    expect(error.details['assigned_user']).toEqual({ id: 8, name: 'Carlos' })
  })

  it('reads how long to wait from Retry-After when the body does not say', async () => {
    new FakeServer().on('POST /a', () => ({ status: 429, body: {}, headers: { 'Retry-After': '12' } }))
    expect((await failure(http.post('/a'))).details['retry_after']).toBe(12)
  })

  it('survives an error page that is no JSON', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })))
    expect(await failure(http.get('/a'))).toMatchObject({ code: 'unexpected', status: 502 })
  })

  it('takes a server that is silent for too long for an unreachable one, and not what was called off', async () => {
    const giveUp = (name: string) => vi.stubGlobal('fetch', () => Promise.reject(new DOMException('over', name)))
    giveUp('TimeoutError')
    expect(await failure(http.post('/a'))).toMatchObject({ code: 'network' })
    giveUp('AbortError')
    await expect(http.post('/a')).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('names an unreachable server', async () => {
    new FakeServer().cut('GET /a')
    expect(await failure(http.get('/a'))).toMatchObject({ code: 'network', status: 0 })
  })

  it('tells when a session has ended, but not when a login is refused', async () => {
    const ended = vi.fn()
    onSignedOut(ended)
    new FakeServer().refuse('GET /conversations', 401, 'not_signed_in').refuse('POST /auth/login', 401, 'wrong_credentials')
    await failure(http.post('/auth/login', {}))
    expect(ended).not.toHaveBeenCalled()
    await failure(http.get('/conversations'))
    expect(ended).toHaveBeenCalledOnce()
  })

  it('gives undefined for an answer without content', async () => {
    new FakeServer().on('POST /auth/logout', () => ({ status: 204 }))
    expect(await http.post('/auth/logout')).toBeUndefined()
  })
})

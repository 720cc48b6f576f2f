import { beforeEach, describe, expect, it } from 'vitest'

import { http } from '@/api/http'
import { makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'

import { useSession } from './session'

let server: FakeServer

beforeEach(() => {
  server = new FakeServer().on('GET /auth/me', () => ({ body: makeSession() }))
})

describe('the session', () => {
  it('is taken up again from the cookie', async () => {
    const session = useSession()
    expect(await session.load()).toBe(true)
    expect(session.user?.name).toBe('Ana Souza')
  })

  it('is nobody’s when the server says so, without alarm', async () => {
    server.refuse('GET /auth/me', 401, 'not_signed_in')
    const session = useSession()
    expect(await session.load()).toBe(false)
    expect(session.hasEnded).toBe(false)
  })

  it('does not take an unreachable server for a sign-out', async () => {
    const session = useSession()
    await session.load()
    server.cut('GET /auth/me')
    await expect(session.load()).rejects.toMatchObject({ code: 'network' })
    expect(session.user).not.toBeNull()
  })

  it('brings the CSRF token of the login to the next request', async () => {
    server.on('POST /auth/login', () => ({ body: {} })).on('POST /auth/logout', () => ({ status: 204 }))
    const session = useSession()
    await session.login({ email: 'ana@acme.com.br', password: 'x', remember: true })
    await session.logout()
    expect(server.sent('POST /auth/logout')[0]?.headers.get('X-CSRF-Token')).toBe('csrf-of-ana')
    expect(session.user).toBeNull()
    expect(session.hasEnded).toBe(false)
  })

  it('ends, with a word about it, when any request finds it over', async () => {
    const session = useSession()
    await session.load()
    server.refuse('GET /conversations', 401, 'not_signed_in')
    await http.get('/conversations').catch(() => undefined)
    expect(session.user).toBeNull()
    expect(session.hasEnded).toBe(true)
  })

  it('ends with the reason that the server gives, which the next sign-in forgets', async () => {
    const session = useSession()
    await session.load()
    server.refuse('GET /conversations', 401, 'not_signed_in', { reason: 'disabled' })
    server.refuse('GET /stats', 401, 'not_signed_in')
    await http.get('/conversations').catch(() => undefined)
    await http.get('/stats').catch(() => undefined) // a question that was on its way says no more
    expect(session.endReason).toBe('disabled')
    await session.load()
    expect(session.endReason).toBeNull()
    server.refuse('GET /auth/me', 401, 'not_signed_in', { reason: 'access_changed' })
    await session.load()
    expect([session.hasEnded, session.endReason]).toEqual([true, 'access_changed'])
  })

  it('ends in every tab when one signs out, and only then', async () => {
    server.on('POST /auth/logout', () => ({ status: 204 }))
    const session = useSession()
    await session.load()
    window.dispatchEvent(new StorageEvent('storage', { key: 'guiche.theme', newValue: 'dark' }))
    expect(session.user).not.toBeNull()
    window.dispatchEvent(new StorageEvent('storage', { key: 'guiche.signed-out', newValue: '1' }))
    expect(session.user).toBeNull()
    expect(session.hasEnded).toBe(false)
    await session.logout()
    expect(localStorage.getItem('guiche.signed-out')).not.toBeNull()
  })

  it('knows that the AI is unwell', async () => {
    server.on('GET /auth/me', () => ({ body: { ...makeSession(), ai: { state: 'degraded' } } }))
    const session = useSession()
    await session.load()
    expect(session.aiState).toBe('degraded')
  })
})

import { beforeEach, describe, expect, it, vi } from 'vitest'

import { noticeOf, pageOf, readPush, type PushMessage } from './notice'
import { handlingOf, Shell } from './shell'

const HERE = 'https://acme.example'

describe('what the worker answers', () => {
  const handling = (path: string, more: Partial<Request> = {}) =>
    handlingOf({ method: 'GET', mode: 'no-cors', url: HERE + path, ...more } as Request, HERE)
  const page = { mode: 'navigate' as RequestMode }

  it.each(['/', '/inbox', '/inbox/42?tab=all', '/settings/notifications', '/login'])('the page at %s', (path) => {
    expect(handling(path, page)).toBe('page')
  })

  it.each(['/assets/index-BDZe.js', '/brand/ab12/logo.png', '/brand.css?v=1f'])('what is for ever at %s', (path) => {
    expect(handling(path)).toBe('kept')
  })

  it.each(['/api/v1/conversations', '/api/v1/media/4', '/media/4', '/webhooks/whatsapp', '/socket.io/?t=1', '/brand.css', '/sw.js', '/favicon.svg', '/manifest.webmanifest'])(
    'never %s',
    (path) => expect(handling(path)).toBe('none'),
  )

  it.each(['/api/v1/media/4', '/media/4', '/assets/x', '/brand/ab/logo.png', '/api', '/report.pdf'])('nor when %s is opened as a page', (path) => {
    expect(handling(path, page)).toBe('none')
  })

  it('nothing that is sent, and nobody else’s', () => {
    expect(handling('/inbox', { ...page, method: 'POST' })).toBe('none')
    expect(handling('', { url: 'https://elsewhere.example/assets/x.js' })).toBe('none')
  })
})

class FakeCache {
  readonly kept = new Map<string, Response>()
  private key = (of: Request | string) => (typeof of === 'string' ? of : new URL(of.url).pathname)
  addAll = async (files: string[]) => files.forEach((file) => this.kept.set(file, new Response(file)))
  put = async (of: Request | string, answer: Response) => void this.kept.set(this.key(of), answer)
  match = async (of: Request | string) => this.kept.get(this.key(of))?.clone()
}

describe('the shell', () => {
  const caches = new Map<string, FakeCache>()
  const storage = {
    open: async (name: string) => caches.get(name) ?? caches.set(name, new FakeCache()).get(name)!,
    keys: async () => [...caches.keys()],
    delete: async (name: string) => caches.delete(name),
  } as unknown as CacheStorage
  const fetched = vi.fn<(request: Request | string, init?: RequestInit) => Promise<Response>>()
  const shell = (version = 'two') => new Shell(version, ['/assets/a.js'], storage, fetched)
  const request = (path: string) => new Request(HERE + path)
  const kept = (version = 'two') => [...(caches.get(`shell-${version}`)?.kept.keys() ?? [])]

  beforeEach(() => {
    caches.clear()
    fetched.mockReset().mockImplementation(async () => new Response('from the network'))
  })

  it('keeps code and page, asked for as nobody', async () => {
    await shell().keep()
    expect(kept()).toEqual(['/assets/a.js', '/inbox'])
    expect(fetched).toHaveBeenCalledWith('/inbox', { credentials: 'omit', cache: 'reload' })
  })

  it('is not kept in part', async () => {
    fetched.mockResolvedValue(new Response('', { status: 503 }))
    await expect(shell().keep()).rejects.toThrow('503')
  })

  it('forgets other versions, and nothing that is not its own', async () => {
    for (const name of ['shell-one', 'shell-two', 'theirs']) await storage.open(name)
    await shell().forgetOthers()
    expect([...caches.keys()]).toEqual(['shell-two', 'theirs'])
  })

  it('asks the network for pages, and keeps none of the answers', async () => {
    await shell().keep()
    fetched.mockClear()
    expect(await (await shell().page(request('/inbox/4'))).text()).toBe('from the network')
    expect(kept()).toEqual(['/assets/a.js', '/inbox'])
  })

  it.each([
    ['there is no network', () => Promise.reject(new TypeError('offline'))],
    ['the server is away', async () => new Response('', { status: 502 })],
    ['the server restarts', async () => new Response('', { status: 503, headers: { 'Retry-After': '5' } })],
  ])('opens with what it kept when %s', async (_, answer) => {
    await shell().keep()
    fetched.mockImplementation(answer)
    expect((await shell().page(request('/inbox/4'))).status).toBe(200)
  })

  it('shows the page of a help desk that is closed', async () => {
    await shell().keep()
    fetched.mockResolvedValue(new Response('Suspenso', { status: 503, headers: { 'Retry-After': '3600' } }))
    expect(await (await shell().page(request('/inbox'))).text()).toBe('Suspenso')
  })

  it('waits four seconds for a slow answer', async () => {
    await shell().keep()
    vi.useFakeTimers()
    fetched.mockImplementation(() => new Promise(() => undefined))
    const opened = shell().page(request('/inbox'))
    await vi.advanceTimersByTimeAsync(4_000)
    expect((await opened).status).toBe(200)
  })

  it('without a kept page says what the network said', async () => {
    fetched.mockRejectedValue(new TypeError('offline'))
    await expect(shell().page(request('/inbox'))).rejects.toThrow('offline')
  })

  it('keeps a file as it is used, and then asks no more', async () => {
    await shell().file(request('/assets/b.js'))
    await shell().file(request('/assets/b.js'))
    expect(fetched).toHaveBeenCalledOnce()
  })

  it('keeps no failure', async () => {
    fetched.mockResolvedValue(new Response('', { status: 404 }))
    expect((await shell().file(request('/assets/gone.js'))).status).toBe(404)
    expect(kept()).toEqual([])
  })
})

describe('a push', () => {
  const push: PushMessage = { event: 'message', conversation_id: 4, title: 'Nova mensagem', body: 'ACME', tag: 'conversation-4', icon: '/i.png' }

  it('is read as the server writes it', () => {
    expect(readPush(JSON.stringify(push))).toEqual(push)
    expect(readPush(JSON.stringify({ ...push, conversation_id: null }))?.conversation_id).toBeNull()
  })

  it.each(['', 'Oi', '{}', 'null', '{"title": 4}', JSON.stringify({ ...push, conversation_id: '../evil' })])('of %s is not ours', (text) => {
    expect(readPush(text)).toBeNull()
  })

  it('is shown once for a conversation, and sounds again with each message', () => {
    const { title, options } = noticeOf(push, 1_000, [])
    expect(title).toBe('Nova mensagem')
    expect(options).toMatchObject({ body: 'ACME', tag: 'conversation-4', renotify: true, data: { event: 'message', conversation_id: 4, at: 1_000 } })
  })

  it('keeps the words of an open window that told the same a moment ago, and makes no sound', () => {
    const shown = { title: 'Maria', body: 'Oi!', data: { event: 'message', conversation_id: 4, at: 1_000 } }
    expect(noticeOf(push, 20_000, [shown])).toMatchObject({ title: 'Maria', options: { body: 'Oi!', renotify: false, silent: true } })
    expect(noticeOf(push, 60_000, [shown]).title).toBe('Nova mensagem')
    expect(noticeOf({ ...push, event: 'sla' }, 2_000, [shown]).title).toBe('Nova mensagem')
  })

  it('leads to its conversation, and nowhere else', () => {
    expect(pageOf({ conversation_id: 4 })).toBe('/inbox/4')
    expect(pageOf({ conversation_id: '//evil.example' })).toBe('/inbox')
    expect(pageOf(null)).toBe('/inbox')
  })
})

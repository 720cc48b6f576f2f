import { flushPromises, mount } from '@vue/test-utils'
import { getActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import App from '@/App.vue'
import { createAppRouter } from '@/router'
import { useAnnouncer } from '@/stores/announcer'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { useSession } from '@/stores/session'
import { eventually } from '@/testing/eventually'
import { makeConversation, makeMessage, makeSession } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'

const hangUp = vi.hoisted(() => vi.fn())
const connect = vi.hoisted(() => vi.fn())
vi.mock('@/realtime/client', () => ({ connectRealtime: connect }))

let server: FakeServer
let isSignedIn: boolean

beforeEach(() => {
  isSignedIn = true
  hangUp.mockReset()
  connect.mockReset().mockReturnValue(hangUp)
  const waiting = makeConversation({ id: 3, status: 'waiting', last_message: makeMessage({ content: 'Cadê?' }) })
  server = new FakeServer()
    .on('GET /auth/me', () =>
      isSignedIn ? { body: makeSession() } : { status: 401, body: { error: { code: 'not_signed_in', message: '' } } },
    )
    .on('POST /auth/login', () => {
      isSignedIn = true
      return { body: {} }
    })
    .on('GET /conversations', ({ query }) => ({ body: page(query.get('status') === 'waiting' ? [waiting] : []) }))
    .on('GET /conversations/stats', () => ({ body: { bot: 0, waiting: 1, open: 0, closed: 0, mine: 0, needs_attention: 0 } }))
    .on('GET /conversations/3', () => ({ body: waiting }))
    .on('GET /messages', () => ({ body: page([makeMessage({ conversation_id: 3, content: 'Cadê meu pedido?' })]) }))
    .on('GET /users', () => ({ body: page([]) }))
})

async function visit(path: string) {
  history.replaceState({}, '', path)
  const router = createAppRouter()
  const start = async () => {
    await useSession().load()
    app.use(router)
    await router.isReady()
  }
  const wrapper = mount(App, { props: { start, router }, global: { plugins: [getActivePinia()!] }, attachTo: document.body })
  const { app } = (wrapper.vm as unknown as { $: { appContext: { app: import('vue').App } } }).$.appContext
  // The views are loaded on demand.
  await eventually(async () => {
    await flushPromises()
    expect(wrapper.find('main').exists()).toBe(true)
    expect(wrapper.find('.animate-pulse').exists()).toBe(false)
  })
  return { wrapper, router }
}

describe('the app', () => {
  it('shows the inbox to those signed in, and opens a conversation from its address', async () => {
    const { wrapper } = await visit('/inbox/3?tab=waiting')
    await eventually(() => expect(wrapper.text()).toContain('Cadê meu pedido?'))
    expect(wrapper.get('li a').attributes('aria-current')).toBe('true')
    expect(wrapper.text()).toContain('Este cliente aguarda uma pessoa')
  })

  it('sends strangers to the login and then where they wanted to go', async () => {
    isSignedIn = false
    const { wrapper, router } = await visit('/inbox/3?tab=waiting')
    expect(router.currentRoute.value.name).toBe('login')
    await wrapper.get('input[type="email"]').setValue('ana@acme.com.br')
    await wrapper.get('input[name="password"]').setValue('segredo')
    await wrapper.get('form').trigger('submit')
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/inbox/3?tab=waiting'))
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])('never leads on to %s', async (next) => {
    isSignedIn = false
    const { wrapper, router } = await visit(`/login?next=${encodeURIComponent(next)}`)
    await wrapper.get('input[type="email"]').setValue('ana@acme.com.br')
    await wrapper.get('input[name="password"]').setValue('segredo')
    await wrapper.get('form').trigger('submit')
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/inbox'))
  })

  it('says that the server is out of reach, and tries again', async () => {
    server.cut('GET /auth/me')
    const { wrapper } = await visit('/inbox')
    expect(wrapper.get('[role="alert"]').text()).toContain('Confira sua conexão')
    server.on('GET /auth/me', () => ({ body: makeSession() }))
    await wrapper.get('button').trigger('click')
    await eventually(() => expect(wrapper.find('nav').exists()).toBe(true))
  })

  it('goes to the login when the session ends, saying so', async () => {
    const { wrapper, router } = await visit('/inbox?tab=mine')
    isSignedIn = false
    await useSession().load()
    await eventually(() => expect(router.currentRoute.value.name).toBe('login'))
    expect(router.currentRoute.value.query['next']).toBe('/inbox?tab=mine')
    await eventually(() => expect(wrapper.text()).toContain('Sua sessão terminou'))
  })

  it('keeps the deliveries to admins', async () => {
    const { router } = await visit('/settings/deliveries')
    expect(router.currentRoute.value.fullPath).toBe('/inbox')
    useSession().session = makeSession({ role: 'admin' })
    server
      .on('GET /webhook-deliveries', () => ({ body: page([]) }))
      .on('GET /webhook-deliveries/stats', () => ({ body: { malformed: 0, dead: 0 } }))
    await router.push('/settings/deliveries')
    await eventually(() => expect(document.title).toBe('Entregas com problema · ACME'))
  })

  it('is connected on every page of who is signed in, and is not cut off by going from one to the other', async () => {
    const { wrapper, router } = await visit('/settings/account')
    expect(connect).toHaveBeenCalledOnce()
    await router.push('/inbox/3')
    await eventually(() => expect(wrapper.text()).toContain('Cadê meu pedido?'))
    await router.push('/templates')
    expect(connect).toHaveBeenCalledOnce()
    expect(hangUp).not.toHaveBeenCalled()
    server.on('POST /auth/logout', () => ({ status: 204 }))
    await useSession().logout()
    await nextTick()
    expect(hangUp).toHaveBeenCalledOnce()
  })

  it.each(['/login', '/password-reset', '/invitation/x'])('is not connected at %s', async (path) => {
    isSignedIn = path !== '/login'
    await visit(path)
    expect(connect).not.toHaveBeenCalled()
  })

  it('is not connected while the account is to be protected first', async () => {
    server.on('GET /auth/me', () => ({ body: { ...makeSession(), must_set_up_second_factor: true } }))
    const { router } = await visit('/settings')
    expect(router.currentRoute.value.name).toBe('protect-account')
    expect(connect).not.toHaveBeenCalled()
  })

  it('offers on any page what waits, and opens it in the inbox when it is accepted', async () => {
    const { wrapper, router } = await visit('/settings')
    const offer = makeConversation({ id: 3, status: 'waiting', offered_to_id: useSession().user!.id, offer_expires_at: new Date(Date.now() + 60_000).toISOString() })
    useConversations().keep(offer)
    await nextTick()
    server.on('POST /conversations/3/takeover', () => ({ body: makeConversation({ id: 3 }) }))
    await wrapper.findAll('button').find((one) => one.text() === 'Aceitar')?.trigger('click')
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/inbox/3'))
  })

  it('greets strangers with the name that the server wrote into the page', async () => {
    isSignedIn = false
    document.head.innerHTML = '<meta name="application-name" content="ACME Telecom" />'
    const { wrapper } = await visit('/login')
    expect(wrapper.get('h1').text()).toBe('ACME Telecom')
    expect(document.title).toBe('ACME Telecom')
    document.head.innerHTML = ''
  })

  it('leaves the way back out after one signs out oneself', async () => {
    server.on('POST /auth/logout', () => ({ status: 204 }))
    const { router } = await visit('/inbox/3')
    await useSession().logout()
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/login'))
  })

  it('forgets what was not sent with the one who signs out, and keeps it when the session ends', async () => {
    server.on('POST /auth/logout', () => ({ status: 204 })).cut('POST /messages')
    const { wrapper } = await visit('/inbox/3')
    await useMessages().send(3, 'Chega amanhã')
    await eventually(() => expect(wrapper.text()).toContain('Não enviada'))
    isSignedIn = false
    await useSession().load()
    await nextTick()
    expect(document.body.textContent).not.toContain('Chega amanhã')
    expect(Object.keys(localStorage).filter((key) => key.includes('unsent'))).toHaveLength(1)
    isSignedIn = true
    await useSession().load()
    await useSession().logout()
    await nextTick()
    expect(Object.keys(localStorage).filter((key) => key.includes('unsent'))).toEqual([])
  })

  it('leaves with the tab in which one signed out, at once and without a trace', async () => {
    const { wrapper, router } = await visit('/inbox/3?tab=waiting')
    await eventually(() => expect(wrapper.text()).toContain('Cadê meu pedido?'))
    useAnnouncer().say('Maria Lima escreveu: Cadê meu pedido?')
    hangUp.mockReset()
    window.dispatchEvent(new StorageEvent('storage', { key: 'guiche.signed-out', newValue: '1' }))
    await nextTick()
    expect(document.body.textContent).not.toMatch(/Cadê|Maria/)
    expect(hangUp).toHaveBeenCalledOnce()
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/login'))
    expect(useMessages().threadOf(3)).toBeUndefined()
    expect(useConversations().find(3)).toBeUndefined()
    expect(wrapper.text()).not.toContain('Sua sessão terminou')
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { writeStored } from '@/stores/stored'

import AppWorker from './AppWorker.vue'

const subscribe = vi.fn()
let worker: EventTarget & { controller: object | null; register: unknown; getRegistration: unknown }
let registration: EventTarget & { waiting: { postMessage: ReturnType<typeof vi.fn> } | null; installing: EventTarget | null; pushManager: object; update: () => Promise<void> }

beforeEach(() => {
  registration = Object.assign(new EventTarget(), {
    waiting: null,
    installing: null,
    pushManager: { getSubscription: async () => null, subscribe: subscribe.mockReset() },
    update: async () => undefined,
  })
  worker = Object.assign(new EventTarget(), { controller: {}, register: vi.fn(async () => registration), getRegistration: async () => registration })
  vi.stubGlobal('navigator', { userAgent: 'Chrome', maxTouchPoints: 0, serviceWorker: worker })
  vi.stubGlobal('requestIdleCallback', (act: () => void) => act())
})

async function run() {
  const { router } = await mountInApp({ template: '<i />' })
  const { wrapper } = await mountInApp(AppWorker, { props: { router, isBuilt: true } })
  await flushPromises()
  return { wrapper, router }
}

function post(data: unknown): void {
  worker.dispatchEvent(new MessageEvent('message', { data }))
}

describe('the worker of the app', () => {
  it('is asked for anew by its address', async () => {
    await run()
    expect(worker.register).toHaveBeenCalledWith('/sw.js', { updateViaCache: 'none' })
  })

  it('says that there is a new version, and takes it only when one wants', async () => {
    const { wrapper } = await run()
    expect(wrapper.text()).toBe('')
    registration.installing = new EventTarget()
    registration.dispatchEvent(new Event('updatefound'))
    registration.waiting = { postMessage: vi.fn() }
    registration.installing.dispatchEvent(new Event('statechange'))
    await flushPromises()
    expect(wrapper.get('[role=status]').text()).toContain('Há uma versão nova.')
    expect(registration.waiting.postMessage).not.toHaveBeenCalled()
    await wrapper.findAll('button')[0]!.trigger('click')
    expect(registration.waiting.postMessage).toHaveBeenCalledWith('take-over')
  })

  it('is no news the first time', async () => {
    worker.controller = null
    registration.waiting = { postMessage: vi.fn() }
    expect((await run()).wrapper.text()).toBe('')
  })

  it('can be left for later', async () => {
    registration.waiting = { postMessage: vi.fn() }
    const { wrapper } = await run()
    await wrapper.get('[aria-label="Dispensar aviso"]').trigger('click')
    expect(wrapper.text()).toBe('')
  })

  it('says so too where a part of the page is no longer on the server', async () => {
    const { wrapper } = await run()
    const page = (script: string) => new Response(`<script type="module" src="${script}"></script>`)
    Object.assign(Reflect.get(window, 'happyDOM').settings, { handleDisabledFileLoadingAsSuccess: true })
    document.head.innerHTML = '<script type="module" src="/assets/start-1.js"></script>'
    for (const [answer, says] of [[page('/assets/start-1.js'), ''], [page('/assets/start-2.js'), 'Recarregar']] as const) {
      vi.stubGlobal('fetch', vi.fn().mockResolvedValue(answer))
      window.dispatchEvent(new Event('vite:preloadError'))
      await flushPromises()
      expect(wrapper.text()).toContain(says)
      if (!says) expect(wrapper.text()).toBe('')
    }
    document.head.innerHTML = ''
  })

  it('opens the conversation of a notice, and nothing else', async () => {
    const { router } = await run()
    post({ open: '/inbox/4' })
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/inbox/4')
    for (const data of [{ open: '//evil.example' }, { open: '/settings' }, null, 'open']) post(data)
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/inbox/4')
  })
})

describe('after a new sign-in', () => {
  const asked = (permission: string) => vi.stubGlobal('Notification', { permission })

  it('whoever wanted to be told here is told on', async () => {
    const server = new FakeServer()
      .on('GET /notifications/key', () => ({ body: { public_key: 'BAEC' } }))
      .on('POST /notifications/browsers', () => ({ status: 201, body: {} }))
    subscribe.mockResolvedValue({ toJSON: () => ({ endpoint: 'https://push.example/1' }) })
    asked('granted')
    writeStored('push', '7')
    signIn()
    await run()
    expect(server.sent('POST /notifications/browsers')).toHaveLength(1)
  })

  it('nobody else is, nor where it is no longer allowed', async () => {
    new FakeServer()
    signIn()
    asked('granted')
    writeStored('push', '8')
    await run()
    asked('denied')
    writeStored('push', '7')
    await run()
    expect(subscribe).not.toHaveBeenCalled()
  })
})

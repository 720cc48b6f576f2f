import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { NotificationChoices, PushBrowser } from '@/api/notifications'
import { useNotices } from '@/stores/notices'
import { usePreferences } from '@/stores/preferences'
import { readStored } from '@/stores/stored'
import { makeChoices } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import NotificationsView from './NotificationsView.vue'

/** Of https://push.example/1. */
const DIGEST = 'd10ccd73f2bbdc7e4a5cd8b3aab8b0a2f8bdc80de60ea3a8b2f5b0ec0a5d6a1e'
const browser: PushBrowser = {
  id: 3,
  device: { browser: 'Chrome', system: 'Android' },
  created_at: '2026-11-21T12:00:00Z',
  sent_at: null,
  endpoint_hash: DIGEST,
  is_current: true,
}

let server: FakeServer
let choices: NotificationChoices
let browsers: PushBrowser[]
let subscription: { endpoint: string } | null
const asked = vi.fn()
const subscribe = vi.fn()
const unsubscribe = vi.fn()

class FakeNotification {
  static permission = 'default'
  static requestPermission = async () => (FakeNotification.permission = asked())
}

beforeEach(() => {
  signIn()
  choices = makeChoices()
  browsers = []
  subscription = null
  FakeNotification.permission = 'default'
  asked.mockReset().mockReturnValue('granted')
  unsubscribe.mockReset().mockImplementation(async () => (subscription = null))
  subscribe.mockReset().mockImplementation(async () => (subscription = made()))
  vi.stubGlobal('Notification', FakeNotification)
  const pushManager = { getSubscription: async () => subscription, subscribe }
  vi.stubGlobal('navigator', { userAgent: 'Chrome', maxTouchPoints: 0, serviceWorker: { getRegistration: async () => ({ pushManager }) } })
  vi.spyOn(crypto.subtle, 'digest').mockResolvedValue(Uint8Array.from(DIGEST.match(/../g)!, (one) => parseInt(one, 16)).buffer)
  server = new FakeServer()
    .on('GET /notifications', () => ({ body: { choices, browsers } }))
    .on('PUT /notifications/choices', ({ body }) => ({ body: (choices = body as NotificationChoices) }))
    .on('GET /notifications/key', () => ({ body: { public_key: 'BAEC' } }))
    .on('POST /notifications/browsers', () => {
      browsers = [browser]
      return { status: 201, body: browser }
    })
    .on('POST /notifications/browsers/3/test', () => ({ status: 202, body: null }))
    .on('DELETE /notifications/browsers/3', () => {
      browsers = []
      return { status: 204 }
    })
})

const made = () => ({
  endpoint: 'https://push.example/1',
  options: { applicationServerKey: Uint8Array.from([4, 1, 2]).buffer },
  toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } }),
  unsubscribe,
})

async function show() {
  const { wrapper } = await mountInApp(NotificationsView, {}, '/settings/notifications')
  await flushPromises()
  const press = async (label: string) => {
    const button = wrapper.findAll('button').find((one) => [one.text(), one.attributes('aria-label')].includes(label))
    await button!.trigger('click')
    await flushPromises()
  }
  return { wrapper, press }
}

describe('this browser', () => {
  it('is asked, subscribed for the server’s key and listed', async () => {
    const { wrapper, press } = await show()
    await press('Ativar notificações')
    expect(usePreferences().wantsNotifications).toBe(true)
    expect(subscribe.mock.calls[0]?.[0]).toEqual({ userVisibleOnly: true, applicationServerKey: Uint8Array.from([4, 1, 2]) })
    expect(server.sent('POST /notifications/browsers')[0]?.body).toEqual({ endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } })
    expect(readStored('push')).toBe('7')
    expect(wrapper.text()).toContain('mesmo com o atendimento fechado')
    expect(wrapper.text()).toContain('Chrome em Android')
  })

  it('without a push service tells while the inbox is open, and says so', async () => {
    subscribe.mockRejectedValue(new DOMException('no service', 'AbortError'))
    const { wrapper, press } = await show()
    await press('Ativar notificações')
    expect(wrapper.text()).toContain('enquanto o atendimento estiver aberto')
    expect(server.sent('POST /notifications/browsers')).toEqual([])
  })

  it('that refuses says how to undo it', async () => {
    asked.mockReturnValue('denied')
    const { wrapper, press } = await show()
    await press('Ativar notificações')
    expect(wrapper.text()).toContain('O navegador está bloqueando as notificações.')
    expect(wrapper.text()).toContain('mude «Notificações» para «Permitir»')
    expect(usePreferences().wantsNotifications).toBe(false)
  })

  it('on an iPhone must be on the home screen first', async () => {
    vi.stubGlobal('Notification', undefined)
    delete (window as Partial<Window & typeof globalThis>).Notification
    vi.stubGlobal('navigator', { userAgent: 'iPhone', maxTouchPoints: 5 })
    const { wrapper } = await show()
    expect(wrapper.text()).toContain('Adicionar à Tela de Início')
    expect(wrapper.text()).not.toContain('Ativar notificações')
  })

  it('is tested through the push service', async () => {
    const { press } = await show()
    await press('Ativar notificações')
    await press('Testar')
    expect(server.sent('POST /notifications/browsers/3/test')).toHaveLength(1)
    expect(useNotices().notices[0]?.text).toContain('alguns segundos')
  })

  it('can be told no more', async () => {
    const { wrapper, press } = await show()
    await press('Ativar notificações')
    await press('Desativar aqui')
    expect(unsubscribe).toHaveBeenCalledOnce()
    expect(server.sent('DELETE /notifications/browsers/3')).toHaveLength(1)
    expect(readStored('push')).toBeNull()
    expect(wrapper.text()).toContain('As notificações estão desativadas.')
  })

  it('subscribed for another key subscribes anew', async () => {
    subscription = { ...made(), options: { applicationServerKey: new ArrayBuffer(3) } } as never
    const { press } = await show()
    await press('Ativar notificações')
    expect(unsubscribe).toHaveBeenCalledOnce()
    expect(subscribe).toHaveBeenCalledOnce()
  })
})

describe('what one is told of', () => {
  it('is kept as it is changed, all of it', async () => {
    const { wrapper } = await show()
    await wrapper.findAll('li [role=switch]')[1]!.trigger('click')
    await flushPromises()
    const sent = server.sent('PUT /notifications/choices')[0]?.body as NotificationChoices
    expect(sent.events.message).toEqual({ sound: false, tone: 'drop', notice: true })
    expect(sent.events.offer).toEqual(makeChoices().events.offer)
  })

  it('is as it was when the server refuses', async () => {
    server.refuse('PUT /notifications/choices', 500, 'unexpected')
    const { wrapper } = await show()
    const first = wrapper.findAll('li [role=switch]')[0]!
    await first.trigger('click')
    await flushPromises()
    expect(first.attributes('aria-checked')).toBe('true')
    expect(useNotices().notices[0]?.kind).toBe('error')
  })

  it('says how much of the customer is shown', async () => {
    const { wrapper } = await show()
    await wrapper.get('input[value=text]').trigger('change')
    await flushPromises()
    expect(choices.push_shows).toBe('text')
  })
})

it('a browser is removed from the list', async () => {
  browsers = [{ ...browser, endpoint_hash: 'other', is_current: false }]
  const { wrapper, press } = await show()
  await press('Remover Chrome em Android')
  expect(wrapper.text()).toContain('Em nenhum navegador ainda.')
})

it('what could not be loaded is asked for again', async () => {
  server.cut('GET /notifications')
  const { wrapper, press } = await show()
  expect(wrapper.get('[role=alert]').text()).toContain('Não foi possível falar com o servidor')
  server.on('GET /notifications', () => ({ body: { choices, browsers } }))
  await press('Tentar de novo')
  expect(wrapper.text()).toContain('Nova mensagem')
})

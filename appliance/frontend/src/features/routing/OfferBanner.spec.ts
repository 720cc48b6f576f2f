import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { useAnnouncer } from '@/stores/announcer'
import { useConversations } from '@/stores/conversations'
import { useNotices } from '@/stores/notices'
import { useOffers } from '@/stores/offers'
import { useQueues } from '@/stores/queues'
import { makeContact, makeConversation, makeMessage, makeQueue, ME } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import ModalDialog from '@/ui/ModalDialog.vue'

import OfferBanner from './OfferBanner.vue'

const NOW = new Date('2026-11-20T15:00:00Z')
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString()

const offered = (id: number, seconds: number, to = ME.id) =>
  makeConversation({
    id,
    status: 'waiting',
    assigned_user_id: null,
    offered_to_id: to,
    offer_expires_at: inSeconds(seconds),
    contact: makeContact({ name: `Cliente ${id}` }),
    last_message: makeMessage({ content: 'Preciso da segunda via' }),
  })

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  signIn()
  new FakeServer().on('GET /messages', () => ({ body: page([]) }))
})
afterEach(() => vi.useRealTimers())

async function show(...offers: ReturnType<typeof offered>[]) {
  const { wrapper } = await mountInApp(OfferBanner)
  for (const one of offers) useConversations().keep(one)
  await flushPromises()
  return wrapper
}

it('says who asks, what they wrote, and how long there is', async () => {
  const banner = await show(offered(1, 42))
  expect(banner.text()).toContain('Cliente 1')
  expect(banner.text()).toContain('Preciso da segunda via')
  expect(banner.text()).toContain('0:42')
  expect(useAnnouncer().text).toBe('Nova conversa para você: Cliente 1.')
  expect(banner.emitted('offered')).toHaveLength(1)
})

it('keeps the direction of a name to the name', async () => {
  useQueues().all = [makeQueue({ id: 3, name: 'Vendas' })]
  const banner = await show({ ...offered(1, 42), queue_id: 3 })
  expect(banner.findAll('bdi').map((one) => one.text())).toEqual(['Cliente 1', 'Vendas', 'Preciso da segunda via'])
})

it('shows what the customer wrote, though the AI had the last word', async () => {
  const asked = makeMessage({ id: 1, conversation_id: 1, content: 'Quero trocar o piso' })
  const goodbye = makeMessage({ id: 2, conversation_id: 1, sender_type: 'bot', content: 'Chamei uma pessoa.' })
  new FakeServer().on('GET /messages', () => ({ body: page([goodbye, asked]) }))
  const banner = await show({ ...offered(1, 42), last_message: goodbye })
  await flushPromises()
  expect(banner.text()).toContain('Quero trocar o piso')
  expect(banner.text()).not.toContain('Chamei uma pessoa.')
})

it('shows the one that runs out first, and how many more there are', async () => {
  const banner = await show(offered(1, 50), offered(2, 20), offered(3, 30))
  expect(banner.text()).toContain('Cliente 2')
  expect(banner.text()).toContain('e mais 2')
})

it('shows nothing that is offered to somebody else, nor what ran out', async () => {
  const banner = await show(offered(1, 30, 99), offered(2, 10))
  expect(banner.text()).toContain('Cliente 2')
  vi.advanceTimersByTime(11_000)
  await flushPromises()
  expect(banner.find('section').exists()).toBe(false)
})

it('accepted, it is mine and opens', async () => {
  const server = new FakeServer().on('POST /conversations/1/takeover', () => ({ body: makeConversation({ id: 1, status: 'open', assigned_user_id: ME.id }) }))
  server.on('GET /conversations/stats', () => ({ body: {} }))
  const banner = await show(offered(1, 30))
  await banner.get('.btn-primary').trigger('click')
  await flushPromises()
  expect(banner.emitted('accept')).toEqual([[1]])
  expect(banner.find('section').exists()).toBe(false)
})

it('passed on, the next one is shown', async () => {
  new FakeServer().on('POST /conversations/1/decline', () => ({ body: { ...offered(1, 30), offered_to_id: null, offer_expires_at: null } }))
  const banner = await show(offered(1, 30), offered(2, 40))
  await banner.findAll('button')[0]?.trigger('click')
  await flushPromises()
  expect(banner.text()).toContain('Cliente 2')
})

it('finds those made while nobody listened', async () => {
  new FakeServer().on('GET /offers', () => ({ body: page([offered(5, 30)]) }))
  const banner = await show()
  await useOffers().load()
  await flushPromises()
  expect(banner.text()).toContain('Cliente 5')
})

/** A form in a dialog beside the banner, as on any page. */
const PAGE = {
  components: { ModalDialog, OfferBanner },
  props: { hasDialog: { type: Boolean, default: true } },
  emits: ['accept'],
  template: '<OfferBanner @accept="$emit(\'accept\', $event)" /><ModalDialog v-if="hasDialog" title="Nova resposta"><textarea /></ModalDialog>',
}

it('stands in the dialog that is open, where it can be pressed, and nothing written there is lost', async () => {
  HTMLDialogElement.prototype.showModal = () => undefined
  const server = new FakeServer().on('GET /messages', () => ({ body: page([]) })).on('GET /conversations/stats', () => ({ body: {} }))
  server.on('POST /conversations/1/takeover', () => ({ body: makeConversation({ id: 1, assigned_user_id: ME.id, contact: makeContact({ name: 'Cliente 1' }) }) }))
  const { wrapper } = await mountInApp(PAGE)
  useConversations().keep(offered(1, 42))
  await flushPromises()
  const dialog = wrapper.get('dialog')
  await dialog.get('textarea').setValue('Bom dia! Sobre o seu pedido')
  await dialog.findAll('button').find((one) => one.text() === 'Aceitar')!.trigger('click')
  await flushPromises()
  expect(server.sent('POST /conversations/1/takeover')).toHaveLength(1)
  expect(wrapper.emitted('accept')).toBeUndefined() // another page would close the dialog
  expect(useNotices().notices.at(-1)?.text).toBe('A conversa de Cliente 1 é sua: está em Minhas.')
  expect(wrapper.get<HTMLTextAreaElement>('dialog textarea').element.value).toBe('Bom dia! Sobre o seu pedido')
})

it('is back on the page when the dialog closes', async () => {
  HTMLDialogElement.prototype.showModal = () => undefined
  const { wrapper } = await mountInApp(PAGE)
  useConversations().keep(offered(1, 42))
  await flushPromises()
  expect(document.querySelector('dialog section')).not.toBeNull()
  await wrapper.setProps({ hasDialog: false })
  await flushPromises()
  expect(document.querySelector('section')?.isConnected).toBe(true)
  expect(wrapper.findAll('button').map((one) => one.text())).toEqual(['Passar adiante', 'Aceitar'])
})

import { flushPromises, mount } from '@vue/test-utils'
import { getActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'

import App from '@/App.vue'
import type { Permission } from '@/api/permissions'
import type { Conversation } from '@/api/types'
import { createAppRouter } from '@/router'
import { useNotices } from '@/stores/notices'
import { useSession } from '@/stores/session'
import { eventually } from '@/testing/eventually'
import { makeChoices, makeConversation, makeMessage, makeSession, makeWholeContact, ME, PERMITTED } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'

const connect = vi.hoisted(() => vi.fn())
vi.mock('@/realtime/client', () => ({ connectRealtime: connect }))

const READING: Permission[] = ['conversation.read', 'conversation.see_all', 'message.read', 'contact.read']
const OURS = makeMessage({ id: 2, conversation_id: 3, sender_type: 'attendant', status: 'failed', content: 'Não foi', whatsapp_message_id: null })

let server: FakeServer
let permissions: Permission[]
let conversation: Conversation

beforeEach(() => {
  permissions = READING
  conversation = makeConversation({ id: 3, status: 'waiting', contact: makeWholeContact({ id: 5 }) })
  connect.mockReset().mockReturnValue(vi.fn())
  server = new FakeServer()
  for (const [route, answer] of Object.entries(readable)) server.on(route, answer)
})

const nothing = () => ({ body: page([]) })
/** What such a role may ask for (tests/integration/appliance/accounts/test_reading_role.py). */
const readable: Record<string, Parameters<FakeServer['on']>[1]> = {
  'GET /auth/me': () => ({ body: { ...makeSession(), permissions } }),
  'GET /users': nothing,
  'GET /queues': nothing,
  'GET /conversations': () => ({ body: page([conversation]) }),
  'GET /conversations/stats': () => ({ body: { bot: 0, waiting: 1, open: 0, closed: 0, mine: 0, needs_attention: 0 } }),
  'GET /conversations/3': () => ({ body: conversation }),
  'POST /conversations/3/read': () => ({ body: conversation }),
  'GET /messages': () => ({ body: page([OURS, makeMessage({ id: 1, conversation_id: 3, content: 'Cadê meu pedido?' })]) }),
  'GET /messages/scheduled': nothing,
  'GET /messages/limits': () => Promise.reject(new TypeError('Failed to fetch')),
  'GET /sending': () => ({ body: { stopped: null, waiting: 0 } }),
  'GET /labels': nothing,
  'GET /saved-views': nothing,
  'GET /close-reasons': nothing,
  'GET /mentions': nothing,
  'GET /notifications': () => ({ body: { choices: makeChoices(), browsers: [] } }),
  'GET /contacts/5': () => ({ body: conversation.contact }),
  'GET /contacts/5/details': () => ({ body: { email: null, notes: null, fields: [] } }),
  'GET /contacts/5/consents': () => ({ body: { purposes: [], history: [] } }),
  'GET /contacts/5/conversations': nothing,
  'GET /contacts/5/files': nothing,
  'GET /contact-fields': nothing,
  'GET /signature': () => ({ body: { mode: 'off', is_on: false, name: null, prefix: '' } }),
}
const refused = () => server.requests.map((one) => `${one.method} ${one.path}`).filter((one) => !(one in readable))

async function open() {
  history.replaceState({}, '', '/inbox/3?tab=all')
  const router = createAppRouter()
  const start = async () => {
    await useSession().load()
    app.use(router)
    await router.isReady()
  }
  const wrapper = mount(App, { props: { start, router }, global: { plugins: [getActivePinia()!] }, attachTo: document.body })
  const { app } = (wrapper.vm as unknown as { $: { appContext: { app: import('vue').App } } }).$.appContext
  await eventually(() => expect(wrapper.text()).toContain('Cadê meu pedido?'))
  connect.mock.calls[0]?.[0].emit('connected', undefined)
  await flushPromises()
  return wrapper
}

const labelled = (wrapper: Awaited<ReturnType<typeof open>>) => wrapper.findAll('button').map((one) => one.attributes('aria-label') ?? one.text())

const CHANGES = /Assumir|Transferir|Encerrar|Reabrir|Nova conversa|Anexar|Gravar|Agendar|Reenviar|Macro|nome|modelo|nota|etiqueta/i

it('an attendant is offered all of it', async () => {
  permissions = PERMITTED['atendente']!
  conversation = makeConversation({ id: 3, contact: makeWholeContact({ id: 5 }) })
  const wrapper = await open()
  await wrapper.get('button[aria-keyshortcuts="c"]').trigger('click')
  await eventually(() => expect(labelled(wrapper).filter((one) => CHANGES.test(one))).toHaveLength(12))
})

it.each(['waiting', 'bot', 'closed', 'open'] as const)('whoever may only read opens a %s conversation without a refusal, and is told', async (status) => {
  conversation = makeConversation({ id: 3, status, assigned_user_id: status === 'open' ? ME.id : null, contact: makeWholeContact({ id: 5 }) })
  const wrapper = await open()
  await wrapper.get('button[aria-keyshortcuts="c"]').trigger('click')
  await eventually(() => expect(wrapper.find('aside').exists()).toBe(true))
  await flushPromises()
  expect(wrapper.text()).toContain('Seu perfil não permite escrever aos clientes')
  expect(wrapper.find('textarea').exists()).toBe(false)
  expect(labelled(wrapper).filter((one) => CHANGES.test(one))).toEqual([])
  expect(refused()).toEqual([])
  expect(useNotices().notices).toEqual([])
})

it('whoever may attend but not write takes over, and is told as well', async () => {
  permissions = [...PERMITTED['atendente']!.filter((one) => one !== 'message.send')]
  server.on('GET /offers', () => ({ body: page([]) }))
  const wrapper = await open()
  expect(wrapper.text()).toContain('Seu perfil não permite escrever aos clientes')
  expect(labelled(wrapper)).toContain('Assumir conversa')
  expect(labelled(wrapper)).not.toContain('Nova conversa')
  expect(useNotices().notices).toEqual([])
})

it('whoever may write but not attend is told why nothing can be taken', async () => {
  permissions = [...READING, 'message.send']
  const wrapper = await open()
  expect(wrapper.text()).toContain('Seu perfil não permite assumir nem reabrir conversas.')
  expect(labelled(wrapper)).not.toContain('Assumir')
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import type { Macro } from '@/api/macros'
import { useConversations } from '@/stores/conversations'
import { useNotices } from '@/stores/notices'
import { makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MacroMenu from './MacroMenu.vue'

const MACRO: Macro = { id: 3, name: 'Resolver', actions: [{ kind: 'close', reason_id: null }], queue_id: null, is_own: true }

let server: FakeServer

beforeEach(() => signIn())

async function open(...macros: Macro[]) {
  server = new FakeServer().on('GET /macros', () => ({ body: page(macros) }))
  const { wrapper } = await mountInApp(MacroMenu, { props: { conversation: makeConversation({ id: 42 }) } })
  await wrapper.get('[aria-keyshortcuts=m]').trigger('click')
  await flushPromises()
  return wrapper
}

it('runs one on the conversation that is open', async () => {
  const menu = await open({ ...MACRO, id: 4, name: 'Zerar' }, MACRO)
  expect(menu.findAll('div > button').map((one) => one.text()).filter(Boolean)).toEqual(['Resolver', 'Zerar'])
  server.on('POST /conversations/42/macros/3', () => ({ body: makeConversation({ id: 42, status: 'closed' }) }))
  await menu.findAll('div > button').find((one) => one.text() === 'Resolver')!.trigger('click')
  await flushPromises()
  expect(useConversations().find(42)?.status).toBe('closed')
  expect(useNotices().notices.at(-1)).toMatchObject({ text: 'Macro executada: Resolver.' })
})

it('says which action was refused, and why', async () => {
  const menu = await open(MACRO)
  const error = { code: 'label_not_found', message: 'Esta etiqueta não existe mais.', details: { action: 1 } }
  server.on('POST /conversations/42/macros/3', () => ({ status: 404, body: { error } }))
  await menu.findAll('div > button').find((one) => one.text() === 'Resolver')!.trigger('click')
  await flushPromises()
  expect(useNotices().notices.at(-1)?.text).toMatch(/^Nada foi feito\. Ação 2 de “Resolver”: .*etiqueta/)
})

it('offers none that writes to the customer to who may not', async () => {
  const writes: Macro = { ...MACRO, id: 4, name: 'Agradecer', actions: [{ kind: 'send', canned_answer_id: 1 }, ...MACRO.actions] }
  const offered = async () => (await open(MACRO, writes)).findAll('div > button').map((one) => one.text()).filter(Boolean)
  expect(await offered()).toEqual(['Agradecer', 'Resolver'])
  signIn({}, ['message.send'])
  expect(await offered()).toEqual(['Resolver'])
})

it('without any it leads to where they are made', async () => {
  const menu = await open()
  expect(menu.text()).toContain('Nenhuma macro ainda')
  expect(menu.get('a').attributes('href')).toBe('/settings/macros')
})

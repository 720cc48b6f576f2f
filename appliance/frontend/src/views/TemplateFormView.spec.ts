import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import { createAppRouter } from '@/router'
import { eventually } from '@/testing/eventually'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { makeTemplate, makeTemplateRules } from '@/testing/templates'

import TemplateFormView from './TemplateFormView.vue'


let server: FakeServer
beforeEach(() => {
  signIn({ role: 'gerente' })
  server = new FakeServer()
    .on('GET /templates/limits', () => ({ body: makeTemplateRules() }))
    .on('GET /templates/4', () => ({ body: makeTemplate({ id: 4, category: 'MARKETING' }) }))
})

async function show(at: string) {
  const { wrapper, router } = await mountInApp(TemplateFormView, {}, at)
  await flushPromises()
  return { view: wrapper, router }
}

it('begins a copy with another name and everything else', async () => {
  server.on('POST /templates', () => ({ status: 201, body: makeTemplate() }))
  const { view, router } = await show('/templates/new?from=4')
  await view.get('form').trigger('submit')
  await flushPromises()
  expect(server.sent('POST /templates')[0]?.body).toMatchObject({ name: 'pedido_pronto_2', category: 'MARKETING', components: makeTemplate().components })
  expect(router.currentRoute.value.name).toBe('templates')
})

it('says what cannot be changed here, and what is gone', async () => {
  server.on('GET /templates/4', () => ({ body: makeTemplate({ components: [{ type: 'CAROUSEL' }] }) }))
  expect((await show('/templates/4')).view.text()).toContain('Gerenciador do WhatsApp')
  server.refuse('GET /templates/4', 404, 'template_not_found')
  expect((await show('/templates/4')).view.text()).toContain('Isso não existe mais.')
})

it.each([
  ['atendente', '/templates/new', 'templates'],
  ['gerente', '/templates/new', 'template-new'],
  ['atendente', '/templates', 'templates'],
] as const)('lets a(n) %s that asks for %s see %s', async (role, path, name) => {
  signIn({ role })
  const router = createAppRouter()
  await router.push(path)
  await eventually(() => expect(router.currentRoute.value.name).toBe(name))
})

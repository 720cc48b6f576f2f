import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import CloseReasonsView from './CloseReasonsView.vue'

let server: FakeServer

beforeEach(() => signIn({ role: 'admin' }))

async function show(...reasons: { id: number; name: string; is_active: boolean }[]) {
  server = new FakeServer().on('GET /close-reasons', () => ({ body: page(reasons) }))
  const { wrapper } = await mountInApp(CloseReasonsView)
  await flushPromises()
  return wrapper
}
const SOLVED = { id: 1, name: 'Resolvido', is_active: true }

it('says what to do while there are none', async () => {
  expect((await show()).text()).toContain('Crie o primeiro')
})

it('makes one, and says beside the field why not', async () => {
  const view = await show()
  await view.get('form').trigger('submit')
  expect(view.text()).toContain('Dê um nome ao motivo.')
  server.on('POST /close-reasons', ({ body }) => ({ body: { id: 2, is_active: true, ...(body as object) } }))
  await view.get('input').setValue('Engano')
  await view.get('form').trigger('submit')
  await flushPromises()
  expect(view.get('li').text()).toContain('Engano')
  server.on('POST /close-reasons', () => ({ status: 409, body: { error: { code: 'reason_exists', message: 'x', details: {} } } }))
  await view.get('input').setValue('engano')
  await view.get('form').trigger('submit')
  await flushPromises()
  expect(view.text()).toContain('Já existe um motivo com este nome.')
  expect(view.get('input').element.value).toBe('engano')
})

it('renames, deactivates and deletes', async () => {
  const view = await show(SOLVED)
  server.on('PATCH /close-reasons/1', ({ body }) => ({ body: { ...SOLVED, ...(body as object) } }))
  server.on('DELETE /close-reasons/1', () => ({ status: 204 }))
  await view.get('[aria-label="Renomear: Resolvido"]').trigger('click')
  await view.get('li input').setValue('Solucionado')
  await view.get('li form').trigger('submit')
  await flushPromises()
  expect(view.get('li').text()).toContain('Solucionado')
  await view.get('[aria-label="Desativar: Solucionado"]').trigger('click')
  await flushPromises()
  expect(server.sent('PATCH /close-reasons/1').map((one) => one.body)).toEqual([{ name: 'Solucionado' }, { is_active: false }])
  await view.get('[aria-label^="Excluir"]').trigger('click')
  await flushPromises()
  expect(view.find('li').exists()).toBe(false)
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import AvailabilityChoice from './AvailabilityChoice.vue'

let server: FakeServer

beforeEach(() => {
  server = new FakeServer().on('PUT /users/me/availability', ({ body }) => ({ body }))
})

async function show(user = {}) {
  signIn(user)
  return (await mountInApp(AvailabilityChoice)).wrapper
}
const pressed = (choice: Awaited<ReturnType<typeof show>>) => choice.findAll('[aria-pressed=true]').map((one) => one.text())

it('is available until one says otherwise', async () => {
  const choice = await show()
  expect(pressed(choice)).toEqual(['Disponível'])
  expect(choice.text()).not.toContain('não recebe')
})

it('a pause may say why', async () => {
  const choice = await show()
  await choice.findAll('button')[2]?.trigger('click')
  await flushPromises()
  expect(pressed(choice)).toEqual(['Em pausa'])
  await choice.get('input').setValue(' Almoço ')
  await choice.get('form').trigger('submit')
  await flushPromises()
  expect(server.sent('PUT /users/me/availability').map((one) => one.body)).toEqual([
    { availability: 'paused', pause_reason: null },
    { availability: 'paused', pause_reason: 'Almoço' },
  ])
  expect(choice.text()).toContain('não recebe conversas novas')
})

it('a reason that is too long is not sent', async () => {
  const choice = await show({ availability: 'paused' })
  await choice.get('input').setValue('x'.repeat(61))
  expect(choice.get('[type=submit]').attributes('disabled')).toBeDefined()
})

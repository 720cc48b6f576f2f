import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'

import { makeWholeContact } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ContactName from './ContactName.vue'

async function type(name: string) {
  signIn()
  const whole = makeWholeContact({ id: 5 })
  const server = new FakeServer().on('PATCH /contacts/5', () => ({ body: whole }))
  const { wrapper } = await mountInApp(ContactName, { props: { contact: whole, whole } })
  await wrapper.get('button').trigger('click')
  await flushPromises()
  const field = wrapper.get('input')
  expect(document.activeElement).toBe(field.element)
  await field.setValue(name)
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  return { wrapper, field, sent: server.sent('PATCH /contacts/5') }
}

it('a name that is too long says by how much, and nothing of it is lost', async () => {
  const { wrapper, field, sent } = await type('a'.repeat(400))
  expect(field.attributes('maxlength')).toBeUndefined()
  expect(field.element.value).toHaveLength(400)
  expect(wrapper.text()).toContain('400/160')
  expect(wrapper.text()).toContain('240 caracteres além do limite')
  expect(document.activeElement).toBe(field.element)
  expect(sent).toEqual([])
})

it('a name as long as may be is kept; an emoji is one character', async () => {
  const { sent } = await type('😀'.repeat(160))
  expect(sent).toHaveLength(1)
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import CloseDialog from './CloseDialog.vue'

const REASONS = [
  { id: 1, name: 'Engano', is_active: false },
  { id: 2, name: 'Resolvido', is_active: true },
]

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn()
})

async function show(reasons = REASONS, props = {}) {
  new FakeServer().on('GET /close-reasons', () => ({ body: page(reasons) }))
  const { wrapper } = await mountInApp(CloseDialog, { props: { scheduled: 0, isBusy: false, ...props } })
  await flushPromises()
  return wrapper
}

it('offers the reasons that are still used', async () => {
  const dialog = await show()
  expect(dialog.findAll('option').map((one) => one.text())).toEqual(['Sem motivo', 'Resolvido'])
})

it('confirms with reason and remark', async () => {
  const dialog = await show()
  await dialog.get('select').setValue('2')
  await dialog.get('textarea').setValue(' Segunda via enviada. ')
  await dialog.get('form').trigger('submit')
  expect(dialog.emitted('confirm')).toEqual([[2, 'Segunda via enviada.']])
})

it('asks for neither', async () => {
  const dialog = await show([])
  expect(dialog.find('select').exists()).toBe(false)
  await dialog.get('form').trigger('submit')
  expect(dialog.emitted('confirm')).toEqual([[null, null]])
})

it('does not take more than fits', async () => {
  const dialog = await show()
  await dialog.get('textarea').setValue('x'.repeat(1001))
  await dialog.get('form').trigger('submit')
  expect(dialog.emitted('confirm')).toBeUndefined()
  expect(dialog.text()).toContain('1001/1000')
  expect(dialog.text()).toContain('1 caractere além do limite.')
  expect(dialog.get('textarea').element.value).toHaveLength(1001)
})

it('says that what is scheduled leaves all the same', async () => {
  const dialog = await show(REASONS, { scheduled: 2 })
  expect(dialog.text()).toContain('2')
  expect(dialog.get('[type=submit]').text()).toBe('Encerrar mesmo assim')
})

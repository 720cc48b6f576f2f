import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'

import { mountInApp, signIn } from '@/testing/mountInApp'

import ScheduleDialog from './ScheduleDialog.vue'

it('asks for a name until one is typed', async () => {
  signIn()
  await mountInApp(ScheduleDialog, { props: { schedule: null } })
  const form = document.querySelector('form')!
  const name = form.querySelector('input')!
  form.dispatchEvent(new Event('submit'))
  await flushPromises()
  expect([name.getAttribute('aria-invalid'), form.textContent]).toEqual(['true', expect.stringContaining('Dê um nome.')])
  name.value = 'Plantão'
  name.dispatchEvent(new Event('input'))
  await flushPromises()
  expect([name.getAttribute('aria-invalid'), form.textContent]).toEqual(['false', expect.not.stringContaining('Dê um nome.')])
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import RoutingFields from './RoutingFields.vue'

const MANUAL = { routing: 'manual', offer_seconds: 60, return_minutes: null, schedule_id: null, is_default: false } as const

beforeEach(() => signIn({ role: 'admin' }))

async function show(modelValue = {}) {
  new FakeServer()
    .on('GET /schedules', () => ({ body: page([{ id: 4, name: 'Plantão', is_default: true, week: [] }]) }))
    .on('GET /holidays', () => ({ body: page([]) }))
  const { wrapper } = await mountInApp(RoutingFields, { props: { modelValue: { ...MANUAL, ...modelValue } } })
  await flushPromises()
  return wrapper
}

it('by hand there is no time to accept', async () => {
  const fields = await show()
  expect(fields.text()).not.toContain('Tempo para aceitar')
  await fields.get('select').setValue('round_robin')
  expect(fields.emitted('update:modelValue')?.[0]).toEqual([{ ...MANUAL, routing: 'round_robin' }])
})

it('shows what is set, also what is none of the choices', async () => {
  const fields = await show({ routing: 'least_busy', offer_seconds: 45, return_minutes: 7 })
  expect(fields.findAll('select').map((one) => one.element.value)).toEqual(['least_busy', '45', '7', ''])
})

it('names the standard hours, and takes others', async () => {
  const fields = await show()
  expect(fields.text()).toContain('Padrão (Plantão)')
  await fields.findAll('select')[2]?.setValue('4')
  expect(fields.emitted('update:modelValue')?.[0]).toEqual([{ ...MANUAL, schedule_id: 4 }])
})

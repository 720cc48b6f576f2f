import { expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'

import { makeConversation } from '@/testing/factories'
import { mountInApp } from '@/testing/mountInApp'

import ScheduleDialog from './ScheduleDialog.vue'
import type { Composer } from './useComposer'

const now = vi.hoisted(() => ({ value: { value: 0 } }))
vi.mock('@/composables/useNow', () => ({ useNow: () => now.value }))

it('keeps an hour ahead until another time is chosen', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  now.value = ref(0)
  const pass = async (time: string) => {
    vi.setSystemTime(time)
    now.value.value = Date.now()
    await nextTick()
  }
  await pass('2026-11-21T15:00:00Z') // noon in São Paulo
  const composer = { isEmpty: ref(false), canSchedule: ref(true) } as unknown as Composer
  await mountInApp(ScheduleDialog, { props: { conversation: makeConversation(), composer } })
  const field = document.querySelector<HTMLInputElement>('input[type=datetime-local]')!
  expect(field.value).toBe('2026-11-21T13:00')
  await pass('2026-11-21T15:20:00Z')
  expect(field.value).toBe('2026-11-21T13:20')
  field.value = '2026-11-21T18:00'
  field.dispatchEvent(new Event('input'))
  await pass('2026-11-21T15:21:00Z')
  expect([field.value, document.querySelectorAll('[aria-pressed=true]')]).toMatchObject(['2026-11-21T18:00', { length: 0 }])
})

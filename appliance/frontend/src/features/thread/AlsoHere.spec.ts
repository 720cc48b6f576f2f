import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { useLooking } from '@/stores/looking'
import { usePeople } from '@/stores/people'
import { ME } from '@/testing/factories'
import { mountInApp, signIn } from '@/testing/mountInApp'

import AlsoHere from './AlsoHere.vue'

beforeEach(() => {
  vi.useFakeTimers()
  signIn()
  usePeople().remember([
    { id: 8, name: 'Bruno Lima' },
    { id: 9, name: 'Clara Dias' },
  ])
})
afterEach(() => vi.useRealTimers())

const person = (user_id: number, is_typing = false) => ({ user_id, is_typing })

async function show(...people: ReturnType<typeof person>[]) {
  const { wrapper } = await mountInApp(AlsoHere, { props: { conversationId: 1 } })
  useLooking().receive({ conversation_id: 1, people })
  await wrapper.vm.$nextTick()
  return wrapper
}

it.each([
  [[person(8)], 'Bruno também está vendo'],
  [[person(8), person(9)], 'Bruno e Clara também estão vendo'],
  [[person(8, true), person(9)], 'Bruno está escrevendo…'],
])('of %j it says %s', async (people, words) => expect((await show(...people)).text()).toBe(words))

it('does not speak of oneself, nor of another conversation', async () => {
  const line = await show(person(ME.id, true))
  useLooking().receive({ conversation_id: 2, people: [person(8)] })
  await line.vm.$nextTick()
  expect(line.find('p').exists()).toBe(false)
})

it('forgets who says nothing any more', async () => {
  const line = await show(person(8, true))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(line.text()).toBe('Bruno também está vendo')
  await vi.advanceTimersByTimeAsync(40_000)
  expect(line.find('p').exists()).toBe(false)
})

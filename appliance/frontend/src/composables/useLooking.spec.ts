import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'

import type { Id } from '@/api/types'
import { closeWay, openWay } from '@/realtime/telling'

import { sayLooking, useLooking, writes } from './useLooking'

const told: unknown[] = []
const openId = ref<Id | null>(1)

beforeEach(() => {
  vi.useFakeTimers()
  told.length = 0
  openId.value = 1
  openWay((name, payload) => told.push([name, payload]))
})
afterEach(() => {
  closeWay()
  vi.useRealTimers()
})

const show = () =>
  mount(
    defineComponent({
      setup() {
        useLooking(openId)
        return () => h('p')
      },
    }),
  )
const look = (conversation_id: Id | null, is_typing = false, is_visible = true) => ['look', { conversation_id, is_typing, is_visible }]

it('says what is open, again and again, and that it no longer is', async () => {
  const page = show()
  vi.advanceTimersByTime(40_000)
  expect(told).toEqual([look(1), look(1), look(1)])
  openId.value = 2
  await page.vm.$nextTick()
  page.unmount()
  expect(told.slice(3)).toEqual([look(2), look(null, false, false)])
})

it('says when writing begins and when it ends, not each key', () => {
  show()
  for (let key = 0; key < 5; key += 1) {
    writes()
    vi.advanceTimersByTime(1000)
  }
  expect(told).toEqual([look(1), look(1, true)])
  vi.advanceTimersByTime(4000)
  expect(told.slice(2)).toEqual([look(1)])
})

it('tells a new connection', () => {
  show()
  sayLooking()
  expect(told).toEqual([look(1), look(1)])
})

it('is silent while there is no way', () => {
  closeWay()
  show()
  expect(told).toEqual([])
})

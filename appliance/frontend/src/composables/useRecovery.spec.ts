import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import { makePagedList } from '@/stores/pagedList'

import { cameBack, useRecovery } from './useRecovery'

const hasFailed = ref(false)
const again = vi.fn()
let scope: ReturnType<typeof effectScope>

beforeEach(() => {
  vi.useFakeTimers()
  again.mockReset()
  hasFailed.value = true
  scope = effectScope()
  scope.run(() => useRecovery(() => hasFailed.value, again))
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('asks again once the connection is back, and once the network is', async () => {
  cameBack()
  await nextTick()
  expect(again).toHaveBeenCalledTimes(1)
  window.dispatchEvent(new Event('online'))
  await nextTick()
  expect(again).toHaveBeenCalledTimes(2)
})

it('asks again now and then though nobody says that the way is free', () => {
  vi.advanceTimersByTime(31_000)
  expect(again).toHaveBeenCalledTimes(2)
})

it('leaves alone what did not fail, and stops with its part of the page', async () => {
  hasFailed.value = false
  cameBack()
  await nextTick()
  vi.advanceTimersByTime(31_000)
  hasFailed.value = true
  scope.stop()
  cameBack()
  await nextTick()
  vi.advanceTimersByTime(31_000)
  expect(again).not.toHaveBeenCalled()
})

it('lists that are fetched page by page ask again as well', async () => {
  const fetchPage = vi.fn().mockRejectedValueOnce(new Error('no line')).mockResolvedValue({ data: [1], next_cursor: null })
  const list = scope.run(() => makePagedList<number, null>(null, fetchPage))!
  await list.refresh()
  expect(list.state.value).toBe('failed')
  cameBack()
  await vi.waitFor(() => expect(list.items.value).toEqual([1]))
  cameBack()
  await nextTick()
  expect(fetchPage).toHaveBeenCalledTimes(2)
})

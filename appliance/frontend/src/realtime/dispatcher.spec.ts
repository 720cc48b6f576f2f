import { expect, it, vi } from 'vitest'

import { Dispatcher } from './dispatcher'

it('tells every subscriber until it leaves', () => {
  const dispatcher = new Dispatcher()
  const first = vi.fn()
  const second = vi.fn()
  const leave = dispatcher.subscribe({ resync: first })
  dispatcher.subscribe({ resync: second })
  dispatcher.emit('resync', undefined)
  leave()
  dispatcher.emit('resync', undefined)
  expect(first).toHaveBeenCalledOnce()
  expect(second).toHaveBeenCalledTimes(2)
})

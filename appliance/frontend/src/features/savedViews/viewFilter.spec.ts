import { expect, it } from 'vitest'

import { fromView, isShown, toView } from './viewFilter'

const FILTER = { status: 'open', label: 3, from: '2026-11-01', to: '2026-11-20', unread: true, sort: 'oldest' } as const

it('what a view keeps opens the same list again', () => {
  const view = toView('all', FILTER, 'boleto')
  expect(view).toMatchObject({ q: 'boleto', label: 3, from: '2026-11-01T03:00:00.000Z', to: '2026-11-21T03:00:00.000Z' })
  expect(fromView(view)).toEqual({ filter: FILTER, search: 'boleto' })
  expect(isShown(view, 'all', FILTER, 'boleto')).toBe(true)
  expect(isShown(view, 'all', { ...FILTER, label: 4 }, 'boleto')).toBe(false)
})

it('a tab is kept as what it asks for', () => {
  const { filter } = fromView(toView('mine', {}, ''))
  expect(filter).toEqual({ status: 'open', assigned_user_id: 'me' })
  expect(isShown(toView('mine', {}, ''), 'all', filter, '')).toBe(true)
})

it('what the list does not understand is left out', () => {
  expect(fromView({ status: 'asleep', colour: 'red', queue_id: 2 })).toEqual({ filter: { queue_id: 2 }, search: '' })
})

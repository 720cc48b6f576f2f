import { expect, it } from 'vitest'

import { levelName, sorted } from './naming'

it('names a promise by its queue and priority, everybody’s first', () => {
  const level = (id: number, queue_id: number | null, priority: number | null) => ({ id, queue_id, priority, response_minutes: 5, resolution_minutes: null, warn_percent: 80 })
  expect(levelName(level(1, null, null), undefined)).toBe('Todos os setores')
  expect(levelName(level(1, 3, 2), 'Vendas')).toBe('Vendas · Urgente')
  expect(levelName(level(1, 3, null), undefined)).toBe('(excluído)')
  const order = sorted([level(1, 3, 0), level(2, null, 2), level(3, 3, null), level(4, null, null), level(5, 3, 2)])
  expect(order.map((one) => one.id)).toEqual([4, 2, 3, 5, 1])
})

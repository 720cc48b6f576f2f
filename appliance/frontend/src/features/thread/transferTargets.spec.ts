import { describe, expect, it } from 'vitest'

import { makeColleague, makeQueue } from '@/testing/factories'

import { personTargets, queueTargets, toOf } from './transferTargets'

const people = [
  makeColleague({ id: 1, name: 'Bruno' }),
  makeColleague({ id: 2, name: 'Zuleica', is_online: true }),
  makeColleague({ id: 3, name: 'Demitido', is_active: false, is_online: true }),
]
const queues = [
  makeQueue({ id: 5, name: 'Cobrança', member_ids: [1, 2] }),
  makeQueue({ id: 6, name: 'Antiga', is_active: false }),
]

describe('whom a conversation may go to', () => {
  it('people who are there come first; who left is not among them, nor who has it', () => {
    expect(personTargets(people, queues, null, '').map((one) => one.name)).toEqual(['Zuleica', 'Bruno'])
    expect(personTargets(people, queues, 2, '').map((one) => one.name)).toEqual(['Bruno'])
  })

  it('people are found by name and by queue', () => {
    expect(personTargets(people, queues, null, 'cobranca bru').map((one) => one.id)).toEqual([1])
    expect(personTargets(people, queues, null, 'nada')).toEqual([])
  })

  it('queues that take new ones, and the common one, each with who is there', () => {
    expect(queueTargets(queues, people, 'Fila geral', '')).toMatchObject([
      { id: 5, people: 2, online: 1 },
      { id: null, name: 'Fila geral', people: 2, online: 1 },
    ])
    expect(queueTargets(queues, people, 'Fila geral', 'COBRANCA').map((one) => one.id)).toEqual([5])
  })
})

it.each([
  ['user:2', '', { user_id: 2 }],
  ['queue:5', ' Ligar às 15 h ', { queue_id: 5, note: 'Ligar às 15 h' }],
  ['queue:none', ' ', {}],
] as const)('the choice %s with the note “%s” is %j', (choice, note, to) => expect(toOf(choice, note)).toEqual(to))

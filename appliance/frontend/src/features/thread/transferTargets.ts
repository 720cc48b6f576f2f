/** To whom a conversation may go: the queues first, then the people, those who are there before the others. */
import type { TransferTo } from '@/api/conversations'
import type { Queue } from '@/api/queues'
import type { Id } from '@/api/types'
import type { Colleague } from '@/api/users'
import { matches } from '@/format/plain'

export interface PersonTarget {
  id: Id
  name: string
  isOnline: boolean
  queues: string[]
}

export interface QueueTarget {
  /** null is the common queue. */
  id: Id | null
  name: string
  colour: string | null
  people: number
  online: number
}

/** The choice, as the value of a radio button. */
export type Choice = `user:${Id}` | `queue:${Id | 'none'}`

export function queueTargets(queues: Queue[], people: Colleague[], commonName: string, typed: string): QueueTarget[] {
  const there = people.filter((one) => one.is_active)
  const online = new Set(there.filter((one) => one.is_online).map((one) => one.id))
  const common: QueueTarget = { id: null, name: commonName, colour: null, people: there.length, online: online.size }
  const others = queues
    .filter((one) => one.is_active)
    .map(({ id, name, colour, member_ids }) => ({ id, name, colour, people: member_ids.length, online: member_ids.filter((one) => online.has(one)).length }))
  return [...others, common].filter((one) => matches(one.name, typed))
}

export function personTargets(people: Colleague[], queues: Queue[], withoutId: Id | null, typed: string): PersonTarget[] {
  return people
    .filter((one) => one.is_active && one.id !== withoutId)
    .map(({ id, name, is_online }) => ({ id, name, isOnline: is_online, queues: queues.filter((one) => one.member_ids.includes(id)).map((one) => one.name) }))
    .filter((one) => matches([one.name, ...one.queues].join(' '), typed))
    .sort((a, b) => Number(b.isOnline) - Number(a.isOnline) || a.name.localeCompare(b.name))
}

export function toOf(choice: Choice, note: string): TransferTo {
  const [kind, id] = choice.split(':')
  const written = note.trim() ? { note: note.trim() } : {}
  if (kind === 'user') return { user_id: Number(id), ...written }
  return id === 'none' ? written : { queue_id: Number(id), ...written }
}

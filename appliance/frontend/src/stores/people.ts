/** Those who answer: their names, and whether they are there. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { Id, Person } from '@/api/types'
import { fetchEverybody, type Colleague } from '@/api/users'
import type { PresenceEvent } from '@/realtime/events'

export const usePeople = defineStore('people', () => {
  const names = ref(new Map<Id, string>())
  const all = shallowRef<Colleague[]>([])
  /** The client's own: whoever may be given something to do. */
  const own = computed(() => all.value.filter((one) => !one.is_support))
  /** Nobody knows their names: who was removed since, say. */
  const strangers = new Set<Id>()

  async function load(): Promise<void> {
    all.value = await fetchEverybody()
    remember(all.value)
  }

  function remember(people: Person[]): void {
    for (const { id, name } of people) names.value.set(id, name)
  }

  function note({ user_id, availability, pause_reason }: PresenceEvent): void {
    all.value = all.value.map((one) => (one.id === user_id ? { ...one, availability, pause_reason } : one))
  }

  /** Something names them: who joined meanwhile gets a name, by one question for each; where nobody is known yet, all are on their way. */
  function meet(ids: (Id | null | undefined)[]): void {
    const unknown = ids.filter((id) => id != null && !names.value.has(id) && !strangers.has(id))
    if (unknown.length === 0 || all.value.length === 0) return
    for (const id of unknown) strangers.add(id!)
    load().catch(() => undefined) // the next connection asks again
  }

  const nameOf = (id: Id | null) => (id === null ? undefined : names.value.get(id))

  function clear(): void {
    names.value.clear()
    strangers.clear()
    all.value = []
  }

  return { all, own, load, remember, note, meet, nameOf, clear }
})

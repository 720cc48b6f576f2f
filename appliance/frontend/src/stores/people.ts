/** The names of those who answer. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id, Person } from '@/api/types'
import { fetchPeople } from '@/api/users'

export const usePeople = defineStore('people', () => {
  const names = ref(new Map<Id, string>())

  async function load(): Promise<void> {
    remember((await fetchPeople()).data)
  }

  function remember(people: Person[]): void {
    for (const { id, name } of people) names.value.set(id, name)
  }

  const nameOf = (id: Id | null) => (id === null ? undefined : names.value.get(id))

  const clear = () => names.value.clear()

  return { load, remember, nameOf, clear }
})

/** The queues (setores), by name. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/queues'
import type { Queue, QueueFields } from '@/api/queues'
import type { Id } from '@/api/types'

export const useQueues = defineStore('queues', () => {
  const all = shallowRef<Queue[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const active = computed(() => all.value.filter((one) => one.is_active))
  const byId = computed(() => new Map(all.value.map((one) => [one.id, one])))

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchQueues()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  async function create(fields: QueueFields): Promise<void> {
    keep(await api.createQueue(fields))
  }

  async function change(id: Id, change: Parameters<typeof api.changeQueue>[1]): Promise<void> {
    keep(await api.changeQueue(id, change))
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteQueue(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  function keep(queue: Queue): void {
    all.value = [...all.value.filter((one) => one.id !== queue.id), queue].sort((a, b) => a.name.localeCompare(b.name))
  }

  const find = (id: Id | null) => (id === null ? undefined : byId.value.get(id))
  const namesOf = (userId: Id) => all.value.filter((one) => one.member_ids.includes(userId)).map((one) => one.name)

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, active, state, load, create, change, remove, find, namesOf, clear }
})

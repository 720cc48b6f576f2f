/** The client's own fields of a contact, in its order. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/contactFields'
import type { ContactField } from '@/api/contactFields'
import type { Id } from '@/api/types'

export const useContactFields = defineStore('contactFields', () => {
  const all = shallowRef<ContactField[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const active = computed(() => all.value.filter((one) => !one.is_archived))

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchContactFields()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  async function create(body: Parameters<typeof api.createContactField>[0]): Promise<void> {
    all.value = [...all.value, await api.createContactField(body)]
  }

  async function change(id: Id, body: Parameters<typeof api.changeContactField>[1]): Promise<void> {
    const changed = await api.changeContactField(id, body)
    all.value = all.value.map((one) => (one.id === id ? changed : one))
  }

  /** One step up (-1) or down (1) among those in use. */
  async function move(id: Id, by: -1 | 1): Promise<void> {
    const ids = active.value.map((one) => one.id)
    const at = ids.indexOf(id)
    const other = ids[at + by]
    if (at < 0 || other === undefined) return
    ids[at + by] = id
    ids[at] = other
    all.value = (await api.orderContactFields(ids)).data
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, active, state, load, create, change, move, clear }
})

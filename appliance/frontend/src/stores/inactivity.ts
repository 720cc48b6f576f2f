/** What happens when a customer does not answer. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/inactivity'
import type { InactivityFields, InactivityRule } from '@/api/inactivity'
import type { Id } from '@/api/types'

export const useInactivity = defineStore('inactivity', () => {
  const all = shallowRef<InactivityRule[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchInactivityRules()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  /** A new one has no id yet. */
  async function save(id: Id | null, fields: Partial<InactivityFields>): Promise<void> {
    const saved = id === null ? await api.createInactivityRule(fields as InactivityFields) : await api.changeInactivityRule(id, fields)
    const isKnown = all.value.some((one) => one.id === saved.id)
    all.value = isKnown ? all.value.map((one) => (one.id === saved.id ? saved : one)) : [...all.value, saved]
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteInactivityRule(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, state, load, save, remove, clear }
})

/** What one does again and again, done at once: the macros one may use. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/macros'
import type { Macro, MacroFields } from '@/api/macros'
import type { Id } from '@/api/types'

export const useMacros = defineStore('macros', () => {
  const all = shallowRef<Macro[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchMacros()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  /** A new one has no id yet. */
  async function save(id: Id | null, fields: Partial<MacroFields>): Promise<void> {
    const saved = id === null ? await api.createMacro(fields as MacroFields) : await api.changeMacro(id, fields)
    const isKnown = all.value.some((one) => one.id === saved.id)
    all.value = isKnown ? all.value.map((one) => (one.id === saved.id ? saved : one)) : [...all.value, saved]
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteMacro(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, state, load, save, remove, clear }
})

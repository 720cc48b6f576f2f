/** Why conversations are closed, as this client words it; by name. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/closeReasons'
import type { CloseReason } from '@/api/closeReasons'
import type { Id } from '@/api/types'

export const useCloseReasons = defineStore('closeReasons', () => {
  const all = shallowRef<CloseReason[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const active = computed(() => all.value.filter((one) => one.is_active))

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchCloseReasons()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  const create = async (name: string) => keep(await api.createCloseReason(name))
  const change = async (id: Id, change: Parameters<typeof api.changeCloseReason>[1]) => keep(await api.changeCloseReason(id, change))

  async function remove(id: Id): Promise<void> {
    await api.deleteCloseReason(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  function keep(reason: CloseReason): void {
    all.value = [...all.value.filter((one) => one.id !== reason.id), reason].sort((a, b) => a.name.localeCompare(b.name))
  }

  const nameOf = (id: Id | null | undefined) => all.value.find((one) => one.id === id)?.name

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, active, state, load, create, change, remove, nameOf, clear }
})

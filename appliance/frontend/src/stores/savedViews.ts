/** Filters of the list that have a name: mine in my order, then what colleagues share. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/savedViews'
import type { SavedView } from '@/api/savedViews'
import type { Id } from '@/api/types'

export const useSavedViews = defineStore('savedViews', () => {
  const all = shallowRef<SavedView[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const mine = computed(() => all.value.filter((one) => one.is_mine))

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchSavedViews()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  async function create(view: Parameters<typeof api.createSavedView>[0]): Promise<SavedView> {
    const made = await api.createSavedView(view)
    all.value = [...mine.value, made, ...all.value.filter((one) => !one.is_mine)]
    return made
  }

  async function change(id: Id, change: Parameters<typeof api.changeSavedView>[1]): Promise<void> {
    const changed = await api.changeSavedView(id, change)
    all.value = all.value.map((one) => (one.id === id ? changed : one))
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteSavedView(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  /** One of mine, one place up or down; shown at once, as it was if the server will not have it. */
  async function move(id: Id, by: 1 | -1): Promise<void> {
    const before = all.value
    const order = [...mine.value]
    const from = order.findIndex((one) => one.id === id)
    const [moved] = order.splice(from, 1)
    if (!moved || from + by < 0) return
    order.splice(from + by, 0, moved)
    all.value = [...order, ...before.filter((one) => !one.is_mine)]
    try {
      await api.orderSavedViews(order.map((one) => one.id))
    } catch (error) {
      all.value = before
      throw error
    }
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, mine, state, load, create, change, remove, move, clear }
})

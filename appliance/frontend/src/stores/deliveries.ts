/** What WhatsApp delivered and could not be processed: for admins. Newest first. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/deliveries'
import type { Delivery, DeliveryState } from '@/api/deliveries'
import type { Id, Page } from '@/api/types'

export const FOLDERS = ['open', 'dismissed'] as const
export type Folder = (typeof FOLDERS)[number]

const STATES: Record<Folder, DeliveryState[]> = { open: ['dead', 'malformed'], dismissed: ['dismissed'] }
const LOOK_EVERY = 1000
const LOOKS = 20

export const useDeliveries = defineStore('deliveries', () => {
  const folder = ref<Folder>('open')
  const items = ref<Delivery[]>([])
  const cursor = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isLoadingMore = ref(false)
  /** How many wait for somebody to look at them; null while nobody asked. */
  const leftOver = ref<number | null>(null)
  let pending: AbortController | null = null

  async function show(next: Folder): Promise<void> {
    clearList()
    folder.value = next
    await refresh()
  }

  /** The first page again; what was loaded below it stays. Throws when a list that is on screen could not be renewed. */
  async function refresh(): Promise<void> {
    pending?.abort()
    const mine = (pending = new AbortController())
    void count()
    try {
      const page = await api.fetchDeliveries(STATES[folder.value], null, mine.signal)
      if (mine.signal.aborted) return
      adopt(page)
      state.value = 'ready'
    } catch (error) {
      if (mine.signal.aborted) return // a newer request replaced this one
      if (state.value === 'ready') throw error
      state.value = 'failed'
    }
  }

  /** Of what is on screen stays: what lies below the page, and what is being tried right now. */
  function adopt(page: Page<Delivery>): void {
    const fetched = new Set(page.data.map((one) => one.id))
    const oldest = page.next_cursor ? (page.data.at(-1)?.id ?? 0) : 0
    const others = items.value.filter((one) => !fetched.has(one.id))
    const below = others.filter((one) => one.id < oldest)
    const beingTried = others.filter((one) => one.id > oldest && one.state === 'pending')
    items.value = [...page.data, ...beingTried, ...below].sort((a, b) => b.id - a.id)
    if (below.length === 0) cursor.value = page.next_cursor
  }

  async function loadMore(): Promise<void> {
    if (!cursor.value || isLoadingMore.value) return
    const asked = pending
    isLoadingMore.value = true
    try {
      const page = await api.fetchDeliveries(STATES[folder.value], cursor.value)
      if (asked !== pending) return
      items.value.push(...page.data)
      cursor.value = page.next_cursor
    } finally {
      isLoadingMore.value = false
    }
  }

  /** Throws nothing: the old number stays. */
  async function count(): Promise<void> {
    try {
      const { malformed, dead } = await api.fetchLeftOver()
      leftOver.value = malformed + dead
    } catch {
      // asked again soon
    }
  }

  /** How it ended; `pending` when the worker takes longer than one cares to watch. */
  async function retry(id: Id): Promise<DeliveryState> {
    let delivery = await api.retryDelivery(id)
    replace(delivery)
    for (let look = 0; look < LOOKS && delivery.state === 'pending'; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
      delivery = await api.fetchDelivery(id)
    }
    replace(delivery)
    void count()
    return delivery.state
  }

  async function dismiss(id: Id): Promise<void> {
    replace(await api.dismissDelivery(id))
    void count()
  }

  /** Shown as it is now, unless it is no longer of this folder. */
  function replace(delivery: Delivery): void {
    const isShown = delivery.state === 'pending' || STATES[folder.value].includes(delivery.state)
    items.value = items.value.flatMap((one) => (one.id !== delivery.id ? [one] : isShown ? [delivery] : []))
  }

  function clearList(): void {
    pending?.abort()
    items.value = []
    cursor.value = null
    state.value = 'loading'
  }

  function clear(): void {
    clearList()
    leftOver.value = null
  }

  return { folder, items, cursor, state, isLoadingMore, leftOver, show, refresh, loadMore, count, retry, dismiss, clear }
})

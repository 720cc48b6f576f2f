/** What WhatsApp delivered and could not be processed: for admins. Newest first. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/deliveries'
import type { Delivery, DeliveryState } from '@/api/deliveries'
import type { Id, Page } from '@/api/types'

import { makePagedList } from './pagedList'

export const FOLDERS = ['open', 'dismissed'] as const
export type Folder = (typeof FOLDERS)[number]

const STATES: Record<Folder, DeliveryState[]> = { open: ['dead', 'malformed'], dismissed: ['dismissed'] }
const LOOK_EVERY = 1000
const LOOKS = 20

export const useDeliveries = defineStore('deliveries', () => {
  const { filter: folder, clear: clearList, ...list } = makePagedList<Delivery, Folder>('open', fetchPage, merge)
  /** How many wait for somebody to look at them; null while nobody asked. */
  const leftOver = ref<number | null>(null)

  function fetchPage(wanted: Folder, after: string | null, signal?: AbortSignal): Promise<Page<Delivery>> {
    if (after === null) void count() // what is counted is as fresh as the first page
    return api.fetchDeliveries(STATES[wanted], after, signal)
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
    list.items.value = list.items.value.flatMap((one) => (one.id !== delivery.id ? [one] : isShown ? [delivery] : []))
  }

  function clear(): void {
    clearList()
    leftOver.value = null
  }

  return { ...list, folder, leftOver, count, retry, dismiss, clear }
})

/** Of what is on screen stays: what lies below the page, and what is being tried right now. */
function merge(fetched: Page<Delivery>, shown: Page<Delivery>): Page<Delivery> {
  const ids = new Set(fetched.data.map((one) => one.id))
  const oldest = fetched.next_cursor ? (fetched.data.at(-1)?.id ?? 0) : 0
  const others = shown.data.filter((one) => !ids.has(one.id))
  const below = others.filter((one) => one.id < oldest)
  const beingTried = others.filter((one) => one.id > oldest && one.state === 'pending')
  return {
    data: [...fetched.data, ...beingTried, ...below].sort((a, b) => b.id - a.id),
    next_cursor: below.length > 0 ? shown.next_cursor : fetched.next_cursor,
  }
}

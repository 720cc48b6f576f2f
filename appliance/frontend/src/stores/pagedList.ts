/** What the stores of lists that are fetched page by page, under one filter, have in common. */
import { ref, shallowRef } from 'vue'

import type { Page } from '@/api/types'
import { whenBack } from '@/composables/useRecovery'

/** `merge` says what of the list stays when its first page is fetched again; without it, nothing. */
export function makePagedList<Item, Filter>(
  initial: Filter,
  fetchPage: (filter: Filter, cursor: string | null, signal?: AbortSignal) => Promise<Page<Item>>,
  merge: (fetched: Page<Item>, shown: Page<Item>) => Page<Item> = (fetched) => fetched,
) {
  const filter = shallowRef(initial)
  const items = shallowRef<Item[]>([])
  const cursor = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  let pending: AbortController | null = null
  let isLoadingMore = false

  async function show(next: Filter): Promise<void> {
    clear()
    filter.value = next
    await refresh()
  }

  const reload = () => show(filter.value)

  /** The first page again. Throws when a list that is on screen could not be renewed. */
  async function refresh(): Promise<void> {
    pending?.abort()
    const mine = (pending = new AbortController())
    try {
      const page = await fetchPage(filter.value, null, mine.signal)
      if (mine.signal.aborted) return
      adopt(merge(page, { data: items.value, next_cursor: cursor.value }))
      state.value = 'ready'
    } catch (error) {
      if (mine.signal.aborted) return // a newer request replaced this one
      if (state.value === 'ready') throw error
      state.value = 'failed'
    }
  }

  async function loadMore(): Promise<void> {
    if (!cursor.value || isLoadingMore) return
    const asked = pending
    isLoadingMore = true
    try {
      const page = await fetchPage(filter.value, cursor.value)
      if (asked === pending) adopt({ ...page, data: [...items.value, ...page.data] })
    } finally {
      isLoadingMore = false
    }
  }

  whenBack(() => state.value === 'failed' && refresh())

  function adopt(page: Page<Item>): void {
    items.value = page.data
    cursor.value = page.next_cursor
  }

  function clear(): void {
    pending?.abort()
    adopt({ data: [], next_cursor: null })
    state.value = 'loading'
  }

  return { filter, items, cursor, state, show, reload, refresh, loadMore, clear }
}

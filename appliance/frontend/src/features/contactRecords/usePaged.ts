/** A list that is fetched page by page, of one contact at a time. */
import { ref, shallowRef } from 'vue'

import type { Page } from '@/api/types'
import { useNotices } from '@/stores/notices'

export function usePaged<Item>(fetchPage: (cursor: string | null) => Promise<Page<Item>>) {
  const notices = useNotices()
  const items = shallowRef<Item[]>([])
  const cursor = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isBusy = ref(false)
  let run = 0

  /** From the beginning. */
  async function load(): Promise<void> {
    state.value = 'loading'
    items.value = []
    await refresh()
  }

  /** The first page again; what is shown stays until it is there. Throws nothing. */
  async function refresh(): Promise<void> {
    const mine = ++run
    try {
      const page = await fetchPage(null)
      if (mine !== run) return
      items.value = page.data
      cursor.value = page.next_cursor
      state.value = 'ready'
    } catch {
      if (mine === run && state.value === 'loading') state.value = 'failed' // the list says so and offers another try
    }
  }

  async function more(): Promise<void> {
    if (isBusy.value || !cursor.value) return
    const mine = run
    isBusy.value = true
    try {
      const page = await fetchPage(cursor.value)
      if (mine !== run) return
      items.value = [...items.value, ...page.data]
      cursor.value = page.next_cursor
    } catch (error) {
      notices.fail(error)
    } finally {
      isBusy.value = false
    }
  }

  return { items, cursor, state, isBusy, load, refresh, more }
}

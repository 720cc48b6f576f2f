/** What WhatsApp says about the account: for admins. Newest first. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/accountNotices'
import type { AccountNotice } from '@/api/accountNotices'
import type { Id } from '@/api/types'

export const FOLDERS = ['new', 'seen'] as const
export type Folder = (typeof FOLDERS)[number]

export const useAccountNotices = defineStore('accountNotices', () => {
  const folder = ref<Folder>('new')
  const items = ref<AccountNotice[]>([])
  const cursor = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isLoadingMore = ref(false)
  /** How many nobody has seen; null while nobody asked. */
  const unseen = ref<number | null>(null)
  /** Those of them that threaten the number or the account. */
  const critical = ref<AccountNotice[]>([])
  let pending: AbortController | null = null

  async function show(next: Folder): Promise<void> {
    clearList()
    folder.value = next
    await refresh()
  }

  /** The first page again. Throws when a list that is on screen could not be renewed. */
  async function refresh(): Promise<void> {
    pending?.abort()
    const mine = (pending = new AbortController())
    void look()
    try {
      const page = await api.fetchAccountNotices({ seen: folder.value === 'seen' }, null, mine.signal)
      if (mine.signal.aborted) return
      items.value = page.data
      cursor.value = page.next_cursor
      state.value = 'ready'
    } catch (error) {
      if (mine.signal.aborted) return // a newer request replaced this one
      if (state.value === 'ready') throw error
      state.value = 'failed'
    }
  }

  async function loadMore(): Promise<void> {
    if (!cursor.value || isLoadingMore.value) return
    const asked = pending
    isLoadingMore.value = true
    try {
      const page = await api.fetchAccountNotices({ seen: folder.value === 'seen' }, cursor.value)
      if (asked !== pending) return
      items.value.push(...page.data)
      cursor.value = page.next_cursor
    } finally {
      isLoadingMore.value = false
    }
  }

  /** Throws nothing: what was known stays. */
  async function look(): Promise<void> {
    try {
      const counted = await api.fetchUnseen()
      unseen.value = counted.unseen
      critical.value = counted.critical > 0 ? (await api.fetchAccountNotices({ seen: false, severity: 'critical' }, null)).data : []
    } catch {
      // asked again soon
    }
  }

  async function markSeen(id: Id): Promise<void> {
    await api.markNoticeSeen(id)
    critical.value = critical.value.filter((one) => one.id !== id)
    void look()
    if (folder.value === 'new') items.value = items.value.filter((one) => one.id !== id)
  }

  function clearList(): void {
    pending?.abort()
    items.value = []
    cursor.value = null
    state.value = 'loading'
  }

  function clear(): void {
    clearList()
    unseen.value = null
    critical.value = []
  }

  return { folder, items, cursor, state, isLoadingMore, unseen, critical, show, refresh, loadMore, look, markSeen, clear }
})

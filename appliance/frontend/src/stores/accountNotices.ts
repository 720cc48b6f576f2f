/** What WhatsApp says about the account: for admins. Newest first. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/accountNotices'
import type { AccountNotice } from '@/api/accountNotices'
import type { Id } from '@/api/types'

import { makePagedList } from './pagedList'

export const FOLDERS = ['new', 'seen'] as const
export type Folder = (typeof FOLDERS)[number]

export const useAccountNotices = defineStore('accountNotices', () => {
  const { filter: folder, clear: clearList, ...list } = makePagedList<AccountNotice, Folder>('new', (wanted, after, signal) => {
    if (after === null) void look() // what is counted is as fresh as the first page
    return api.fetchAccountNotices({ seen: wanted === 'seen' }, after, signal)
  })
  /** How many nobody has seen; null while nobody asked. */
  const unseen = ref<number | null>(null)
  /** Those of them that threaten the number or the account. */
  const critical = ref<AccountNotice[]>([])

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
    if (folder.value === 'new') list.items.value = list.items.value.filter((one) => one.id !== id)
  }

  function clear(): void {
    clearList()
    unseen.value = null
    critical.value = []
  }

  return { ...list, folder, unseen, critical, look, markSeen, clear }
})

/** Where I was named in notes, newest first, and how many of these I have not looked at. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/notes'
import type { Mention } from '@/api/notes'
import type { Id } from '@/api/types'

export const useMentions = defineStore('mentions', () => {
  const items = shallowRef<Mention[]>([])
  const cursor = ref<string | null>(null)
  const unseen = ref(0)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')

  /** The newest page. Throws nothing: the list says that it failed, and the next event asks again. */
  async function load(): Promise<void> {
    try {
      const page = await api.fetchMentions(null)
      items.value = page.data
      cursor.value = page.next_cursor
      unseen.value = page.unseen
      state.value = 'ready'
    } catch {
      if (state.value !== 'ready') state.value = 'failed'
    }
  }

  /** Throws ApiError. */
  async function loadMore(): Promise<void> {
    if (!cursor.value) return
    const page = await api.fetchMentions(cursor.value)
    const known = new Set(items.value.map((one) => one.id))
    items.value = [...items.value, ...page.data.filter((one) => !known.has(one.id))]
    cursor.value = page.next_cursor
  }

  /** Of one conversation, or all. Throws nothing: what was not noted is still unseen. */
  async function markSeen(conversationId: Id | null): Promise<void> {
    const isMeant = (one: Mention) => one.seen_at === null && (conversationId === null || one.conversation_id === conversationId)
    if (unseen.value === 0 || (conversationId !== null && !items.value.some(isMeant))) return
    try {
      unseen.value = (await api.markMentionsSeen(conversationId)).unseen
      const now = new Date().toISOString()
      items.value = items.value.map((one) => (isMeant(one) ? { ...one, seen_at: now } : one))
    } catch {
      // marked when the conversation is opened again
    }
  }

  function clear(): void {
    items.value = []
    cursor.value = null
    unseen.value = 0
    state.value = 'loading'
  }

  return { items, cursor, unseen, state, load, loadMore, markSeen, clear }
})

/** The list at the left: one tab, one search, one filter; newest activity first, or oldest. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { fetchConversations } from '@/api/conversations'
import type { Conversation, Id, Page } from '@/api/types'

import { asked as askedFor, DEFAULT_TAB, enters, stays, type ListFilter, type Tab } from './conversationFilter'
import { useConversations } from './conversations'
import { useSession } from './session'

export const useConversationList = defineStore('conversationList', () => {
  const conversations = useConversations()
  const session = useSession()

  const tab = ref<Tab>(DEFAULT_TAB)
  const search = ref('')
  const filter = shallowRef<ListFilter>({})
  const ids = ref(new Set<Id>())
  const cursor = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isLoadingMore = ref(false)
  let pending: AbortController | null = null

  const items = computed(() =>
    [...ids.value]
      .map((id) => conversations.byId.get(id))
      .filter((one) => one !== undefined)
      .filter((one) => stays(one, tab.value, filter.value, me(), search.value !== ''))
      .sort((a, b) => direction() * (b.last_message_at.localeCompare(a.last_message_at) || b.id - a.id)),
  )

  /** Another tab, search or filter: starts from nothing. */
  async function show(nextTab: Tab, nextSearch = '', nextFilter: ListFilter = {}): Promise<void> {
    tab.value = nextTab
    search.value = nextSearch
    filter.value = nextFilter
    await reload()
  }

  async function reload(): Promise<void> {
    ids.value = new Set()
    cursor.value = null
    state.value = 'loading'
    await refresh()
  }

  /** Fetches the first page again and keeps what was already loaded below it. Throws nothing. */
  async function refresh(): Promise<void> {
    pending?.abort()
    if (tab.value === 'queue' && !filter.value.queue_id) return void (state.value = 'ready') // there is no queue to look into
    const mine = (pending = new AbortController())
    const asked = conversations.asking()
    try {
      const page = await fetchConversations(query(), null, mine.signal)
      if (mine.signal.aborted) return
      adopt(page, asked)
      state.value = 'ready'
    } catch {
      // a newer request replaced this one, or the list says that it failed and offers another try
      if (!mine.signal.aborted && state.value === 'loading') state.value = 'failed'
    }
  }

  /** What an event placed here since it was asked for stays, though the page may not have it yet. */
  function adopt(page: Page<Conversation>, asked: number): void {
    const last = page.data.at(-1)
    const below = page.next_cursor && last ? items.value.filter((one) => isBelow(one, last)) : []
    const placed = items.value.filter((one) => conversations.isOvertaken(one.id, asked))
    conversations.keepAll(page.data, asked)
    ids.value = new Set([...page.data, ...below, ...placed].map((one) => one.id))
    if (below.length === 0) cursor.value = page.next_cursor
  }

  async function loadMore(): Promise<void> {
    if (!cursor.value || isLoadingMore.value) return
    const first = pending
    const asked = conversations.asking()
    isLoadingMore.value = true
    try {
      const page = await fetchConversations(query(), cursor.value)
      if (first !== pending) return
      conversations.keepAll(page.data, asked)
      page.data.forEach((one) => ids.value.add(one.id))
      cursor.value = page.next_cursor
    } finally {
      isLoadingMore.value = false
    }
  }

  /** What is still on its way is not waited for. */
  function clear(): void {
    pending?.abort()
    ids.value = new Set()
    cursor.value = null
    state.value = 'loading'
  }

  /** A conversation changed: it may have to appear here. (What no longer belongs leaves by itself.) */
  function place(conversation: Conversation): void {
    if (search.value || !enters(conversation, tab.value, filter.value, me())) return
    const last = items.value.at(-1)
    if (cursor.value && last && isBelow(conversation, last)) return
    ids.value.add(conversation.id)
  }

  const me = () => session.user?.id ?? null
  const query = () => askedFor(tab.value, filter.value, search.value)
  const direction = () => (filter.value.sort === 'oldest' ? -1 : 1)

  /** Whether `one` stands below `other`. */
  const isBelow = (one: Conversation, other: Conversation) => direction() * other.last_message_at.localeCompare(one.last_message_at) > 0

  return { tab, search, filter, items, cursor, state, isLoadingMore, show, reload, refresh, loadMore, place, clear }
})

/** The list at the left: one tab, one search, newest activity first. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { fetchConversations, type ConversationFilter } from '@/api/conversations'
import type { Conversation, Id, Page } from '@/api/types'

import { useConversations } from './conversations'
import { useSession } from './session'

export const TABS = ['waiting', 'mine', 'bot', 'all', 'closed'] as const
export type Tab = (typeof TABS)[number]
/** Where an attendant lands: a conversation the AI holds must be in sight too. */
export const DEFAULT_TAB: Tab = 'all'

const FILTERS: Record<Tab, ConversationFilter> = {
  waiting: { status: 'waiting' },
  mine: { status: 'open', assigned_user_id: 'me' },
  bot: { status: 'bot' },
  all: {},
  closed: { status: 'closed' },
}

export const useConversationList = defineStore('conversationList', () => {
  const conversations = useConversations()
  const session = useSession()

  const tab = ref<Tab>(DEFAULT_TAB)
  const search = ref('')
  const ids = ref(new Set<Id>())
  const cursor = ref<string | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isLoadingMore = ref(false)
  let pending: AbortController | null = null

  const items = computed(() =>
    [...ids.value]
      .map((id) => conversations.byId.get(id))
      .filter((one) => one !== undefined)
      .filter(belongs)
      .sort((a, b) => b.last_message_at.localeCompare(a.last_message_at) || b.id - a.id),
  )

  /** Another tab or another search: starts from nothing. */
  async function show(nextTab: Tab, nextSearch = ''): Promise<void> {
    tab.value = nextTab
    search.value = nextSearch
    ids.value = new Set()
    cursor.value = null
    state.value = 'loading'
    await refresh()
  }

  /** Fetches the first page again and keeps what was already loaded below it. Throws nothing. */
  async function refresh(): Promise<void> {
    pending?.abort()
    const mine = (pending = new AbortController())
    const asked = conversations.asking()
    try {
      const page = await fetchConversations(filter(), null, mine.signal)
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
    const oldest = page.data.at(-1)
    const below = page.next_cursor && oldest ? items.value.filter((one) => isOlder(one, oldest)) : []
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
      const page = await fetchConversations(filter(), cursor.value)
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
    if (search.value || !belongs(conversation)) return
    const oldest = items.value.at(-1)
    if (cursor.value && oldest && isOlder(conversation, oldest)) return
    ids.value.add(conversation.id)
  }

  function belongs(conversation: Conversation): boolean {
    if (tab.value === 'all') return true
    if (tab.value === 'mine') {
      return conversation.status === 'open' && conversation.assigned_user_id === session.user?.id
    }
    return conversation.status === tab.value
  }

  const filter = (): ConversationFilter => ({
    ...FILTERS[tab.value],
    ...(search.value ? { q: search.value } : {}),
  })

  return { tab, search, items, cursor, state, isLoadingMore, show, refresh, loadMore, place, clear }
})

function isOlder(one: Conversation, other: Conversation): boolean {
  return one.last_message_at < other.last_message_at
}

/** What is found of what is being typed: always of the last question, however late an earlier answer comes. */
import { onScopeDispose, ref, watch } from 'vue'

import { fetchSearch, type FoundConversation, type FoundMessage, type SearchResult } from '@/api/search'
import { useRecovery } from '@/composables/useRecovery'

/** Pages without a message are passed over, but not for ever: then one is asked. */
const MOST_EMPTY_PAGES = 3

export function useSearch(query: () => string) {
  const conversations = ref<FoundConversation[]>([])
  const messages = ref<FoundMessage[]>([])
  const cursor = ref<string | null>(null)
  const isComplete = ref(true)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const isLoadingMore = ref(false)
  let pending: AbortController | null = null

  /** What was found before stays until the answer is there. Throws nothing. */
  async function search(): Promise<void> {
    const mine = next()
    if (messages.value.length + conversations.value.length === 0) state.value = 'loading'
    try {
      const found = await fetchSearch(query(), null, mine.signal)
      if (mine.signal.aborted) return
      conversations.value = found.conversations
      messages.value = []
      add(found)
      state.value = 'ready'
      if (cursor.value && messages.value.length === 0) await more()
    } catch {
      if (!mine.signal.aborted) state.value = 'failed'
    }
  }

  /** Throws nothing: what is there stays, and one can ask again. */
  async function more(): Promise<void> {
    const mine = next()
    const before = messages.value.length
    isLoadingMore.value = true
    try {
      for (let page = 0; page < MOST_EMPTY_PAGES && cursor.value && messages.value.length === before; page += 1) {
        const found = await fetchSearch(query(), cursor.value, mine.signal)
        if (mine.signal.aborted) return
        add(found)
      }
    } catch {
      if (!mine.signal.aborted && before === 0) state.value = 'failed'
    } finally {
      if (pending === mine) isLoadingMore.value = false
    }
  }

  function add({ messages: found }: SearchResult): void {
    messages.value.push(...found.data)
    cursor.value = found.next_cursor
    isComplete.value = found.is_complete
  }

  function next(): AbortController {
    pending?.abort()
    isLoadingMore.value = false
    return (pending = new AbortController())
  }

  watch(query, search, { immediate: true })
  useRecovery(() => state.value === 'failed', search)
  onScopeDispose(() => pending?.abort())

  return { conversations, messages, cursor, isComplete, state, isLoadingMore, search, more }
}

/** The messages of the conversations that were opened. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { retryDownload } from '@/api/media'
import { fetchMessages, resendMessage } from '@/api/messages'
import type { Id, Message, Page } from '@/api/types'

import { mergeMessages } from './mergeMessages'
import { useOutbox } from './outbox'

export interface Thread {
  messages: Message[]
  olderCursor: string | null
  state: 'loading' | 'ready' | 'failed'
  isLoadingOlder: boolean
}

export const useMessages = defineStore('messages', () => {
  const threads = ref(new Map<Id, Thread>())
  const outbox = useOutbox()

  const threadOf = (id: Id) => threads.value.get(id)

  /** Shows what is already here at once and fetches the newest page. */
  async function open(id: Id): Promise<void> {
    if (threads.value.get(id)?.state !== 'ready') {
      threads.value.set(id, { messages: [], olderCursor: null, state: 'loading', isLoadingOlder: false })
    }
    await refresh(id)
  }

  /** Throws nothing: the thread says that it failed and offers another try. */
  async function refresh(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread) return
    try {
      adopt(thread, await fetchMessages(id))
      thread.state = 'ready'
    } catch {
      if (thread.state === 'loading') thread.state = 'failed'
    }
  }

  function adopt(thread: Thread, page: Page<Message>): void {
    const known = new Set(thread.messages.map((one) => one.id))
    const hasHole = page.next_cursor !== null && !page.data.some((one) => known.has(one.id))
    if (hasHole || thread.state !== 'ready') thread.olderCursor = page.next_cursor
    thread.messages = mergeMessages(hasHole ? [] : thread.messages, page.data)
    settle(page)
  }

  async function loadOlder(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread?.olderCursor || thread.isLoadingOlder) return
    thread.isLoadingOlder = true
    try {
      const page = await fetchMessages(id, thread.olderCursor)
      thread.messages = mergeMessages(thread.messages, page.data)
      thread.olderCursor = page.next_cursor
      settle(page)
    } finally {
      thread.isLoadingOlder = false
    }
  }

  /** A message as the server has it now, new or changed. */
  function receive(message: Message): void {
    outbox.settle(message.client_key)
    const thread = threads.value.get(message.conversation_id)
    if (thread) thread.messages = mergeMessages(thread.messages, [message])
  }

  /** Shown at once below all that is there. Throws nothing. */
  const send = (id: Id, content: string) => outbox.add(id, content, threadOf(id)?.messages.at(-1)?.sent_at)

  const resend = async (id: Id) => receive(await resendMessage(id))

  /** The file is fetched anew: what comes of it arrives as an event; until then it is on its way. */
  async function retryMedia(conversationId: Id, mediaId: Id): Promise<void> {
    await retryDownload(mediaId)
    const message = threadOf(conversationId)?.messages.find((one) => one.metadata?.media?.id === mediaId)
    const media = message?.metadata?.media
    if (media?.state === 'failed') media.state = 'pending'
  }

  /** Messages left it or came from another: what was fetched of it may not be there any more. Throws nothing. */
  async function reload(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread) return
    thread.messages = []
    thread.state = 'loading'
    await refresh(id)
  }

  /** Events were missed: only the open conversation is worth keeping, it is fetched again. */
  function forgetAllBut(openId: Id | null): void {
    for (const id of threads.value.keys()) if (id !== openId) threads.value.delete(id)
  }

  const clear = () => threads.value.clear()

  const settle = (page: Page<Message>) => page.data.forEach((one) => outbox.settle(one.client_key))

  outbox.onStored(receive)

  return { threadOf, open, refresh, loadOlder, receive, send, resend, retryMedia, reload, forgetAllBut, clear }
})

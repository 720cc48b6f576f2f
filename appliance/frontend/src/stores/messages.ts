/** The messages of the conversations that were opened, and what is on its way out. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { fetchMessages, resendMessage, sendText } from '@/api/messages'
import type { Id, Message, Page } from '@/api/types'

import { mergeMessages } from './mergeMessages'

export interface Thread {
  messages: Message[]
  olderCursor: string | null
  state: 'loading' | 'ready' | 'failed'
  isLoadingOlder: boolean
}

/** Typed here and not yet known to the server. */
export interface Outgoing {
  client_key: string
  conversation_id: Id
  content: string
  sent_at: string
  state: 'sending' | 'failed'
  error: unknown
}

export const useMessages = defineStore('messages', () => {
  const threads = ref(new Map<Id, Thread>())
  const outbox = ref<Outgoing[]>([])

  const threadOf = (id: Id) => threads.value.get(id)

  const outgoingOf = (id: Id) => outbox.value.filter((one) => one.conversation_id === id)

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
    page.data.forEach(forgetOutgoing)
  }

  async function loadOlder(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread?.olderCursor || thread.isLoadingOlder) return
    thread.isLoadingOlder = true
    try {
      const page = await fetchMessages(id, thread.olderCursor)
      thread.messages = mergeMessages(thread.messages, page.data)
      thread.olderCursor = page.next_cursor
    } finally {
      thread.isLoadingOlder = false
    }
  }

  /** A message as the server has it now, new or changed. */
  function receive(message: Message): void {
    forgetOutgoing(message)
    const thread = threads.value.get(message.conversation_id)
    if (thread) thread.messages = mergeMessages(thread.messages, [message])
  }

  /** Appears at once; resolves when the server has it. Throws nothing: a failure shows in the bubble. */
  async function send(conversationId: Id, content: string): Promise<void> {
    const outgoing: Outgoing = {
      client_key: newKey(),
      conversation_id: conversationId,
      content,
      sent_at: new Date().toISOString(),
      state: 'sending',
      error: null,
    }
    outbox.value.push(outgoing)
    await post(outgoing.client_key)
  }

  /** Tries again under the same key: if the first try did arrive, it stays one message. */
  async function post(clientKey: string): Promise<void> {
    const outgoing = outbox.value.find((one) => one.client_key === clientKey)
    if (!outgoing) return
    outgoing.state = 'sending'
    try {
      const { conversation_id, content, client_key } = outgoing
      const message = await sendText({ conversation_id, content, client_key })
      receive({ ...message, client_key })
    } catch (error) {
      outgoing.state = 'failed'
      outgoing.error = error
    }
  }

  const resend = async (id: Id) => receive(await resendMessage(id))

  /** Events were missed: only the open conversation is worth keeping, it is fetched again. */
  function forgetAllBut(openId: Id | null): void {
    for (const id of threads.value.keys()) if (id !== openId) threads.value.delete(id)
  }

  function clear(): void {
    threads.value.clear()
    outbox.value = []
  }

  function forgetOutgoing(message: Message): void {
    if (!message.client_key) return
    outbox.value = outbox.value.filter((one) => one.client_key !== message.client_key)
  }

  return { threadOf, outgoingOf, open, refresh, loadOlder, receive, send, post, resend, forgetAllBut, clear }
})

/** 128 random bits; crypto.randomUUID would need https. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

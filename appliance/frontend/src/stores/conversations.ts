/** Every conversation this page knows of, and what can be done to one. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/conversations'
import type { Conversation, Id } from '@/api/types'

import { makeHearing } from './hearing'

/** Lists and events do not tell its place in the queue: while it waits on, the last one told stands. */
function withPosition(told: Conversation, known: Conversation | undefined): Conversation {
  const waitsOn = told.status === 'waiting' && told.queue_id === known?.queue_id && told.queued_at === known.queued_at
  if (!waitsOn || told.queue_position !== undefined || known.queue_position === undefined) return told
  return { ...told, queue_position: known.queue_position }
}

export const useConversations = defineStore('conversations', () => {
  const byId = ref(new Map<Id, Conversation>())
  /** Those that this person could see and no longer may. */
  const gone = ref(new Set<Id>())
  const { asking, heard, isOvertaken } = makeHearing()

  /** As an event tells it: the newest there is. */
  function keep(conversation: Conversation): Conversation {
    heard(conversation.id)
    return show(conversation)
  }

  /** As the server answered when it was asked at `asked`; what an event told since then stays. */
  function keepAnswer(conversation: Conversation, asked: number): Conversation {
    if (!isOvertaken(conversation.id, asked)) return show(conversation)
    return find(conversation.id) ?? conversation // forgotten meanwhile: it stays so
  }

  function show(told: Conversation): Conversation {
    const conversation = withPosition(told, byId.value.get(told.id))
    byId.value.set(conversation.id, conversation)
    gone.value.delete(conversation.id)
    return conversation
  }

  /** It went where this person does not work. */
  function forget(id: Id): void {
    heard(id)
    if (byId.value.delete(id)) gone.value.add(id)
  }

  /** What one may see has changed: the rest is fetched anew. */
  function forgetAllBut(openId: Id | null): void {
    for (const id of byId.value.keys()) if (id !== openId) byId.value.delete(id)
  }

  /** Nothing shows them, and nobody knows if they are still as they were: all but `current`, and what an event told since `asked`. */
  function forgetUnheard(asked: number, current: Conversation[]): void {
    const kept = new Set(current.map((one) => one.id))
    for (const id of byId.value.keys()) if (!kept.has(id) && !isOvertaken(id, asked)) byId.value.delete(id)
  }

  const keepAll = (conversations: Conversation[], asked: number) =>
    conversations.forEach((one) => keepAnswer(one, asked))

  const find = (id: Id | null) => (id === null ? undefined : byId.value.get(id))

  async function ask(question: () => Promise<Conversation>): Promise<Conversation> {
    const asked = asking()
    return keepAnswer(await question(), asked)
  }

  const fetch = (id: Id) => ask(() => api.fetchConversation(id))
  const begin = (whom: api.BeginWith) => ask(() => api.beginConversation(whom))
  const transfer = (id: Id, to: api.TransferTo) => ask(() => api.transferConversation(id, to))
  const takeOver = (id: Id) => ask(() => api.takeOver(id, find(id)?.assigned_user_id))
  const close = (id: Id, closing?: api.Closing) => ask(() => api.closeConversation(id, closing))
  const reopen = (id: Id) => ask(() => api.reopenConversation(id))

  /** Shown as read at once; the server's event brings the truth if it thinks otherwise. */
  async function markRead(id: Id): Promise<void> {
    const conversation = byId.value.get(id)
    if (!conversation || conversation.unread_count === 0) return
    show({ ...conversation, unread_count: 0 })
    await api.markRead(id)
  }

  function clear(): void {
    byId.value.clear()
    gone.value.clear()
  }

  return {
    ...{ byId, gone, asking, isOvertaken, keep, keepAll, forget, forgetAllBut, forgetUnheard, find, fetch },
    ...{ begin, transfer, takeOver, close, reopen, markRead, clear },
  }
})

/** Every conversation this page knows of, and what can be done to one. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/conversations'
import type { Conversation, Id } from '@/api/types'

import { makeHearing } from './hearing'

export const useConversations = defineStore('conversations', () => {
  const byId = ref(new Map<Id, Conversation>())
  const { asking, heard, isOvertaken } = makeHearing()

  /** As an event tells it: the newest there is. */
  function keep(conversation: Conversation): Conversation {
    heard(conversation.id)
    return show(conversation)
  }

  /** As the server answered when it was asked at `asked`; what an event told since then stays. */
  function keepAnswer(conversation: Conversation, asked: number): Conversation {
    const known = find(conversation.id)
    return known && isOvertaken(conversation.id, asked) ? known : show(conversation)
  }

  function show(conversation: Conversation): Conversation {
    byId.value.set(conversation.id, conversation)
    return conversation
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
  const takeOver = (id: Id) => ask(() => api.takeOver(id, find(id)?.assigned_user_id))
  const close = (id: Id) => ask(() => api.closeConversation(id))
  const reopen = (id: Id) => ask(() => api.reopenConversation(id))

  /** Shown as read at once; the server's event brings the truth if it thinks otherwise. */
  async function markRead(id: Id): Promise<void> {
    const conversation = byId.value.get(id)
    if (!conversation || conversation.unread_count === 0) return
    show({ ...conversation, unread_count: 0 })
    await api.markRead(id)
  }

  const clear = () => byId.value.clear()

  return { byId, asking, isOvertaken, keep, keepAll, find, fetch, begin, takeOver, close, reopen, markRead, clear }
})

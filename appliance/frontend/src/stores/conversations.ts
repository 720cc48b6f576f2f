/** Every conversation this page knows of, and what can be done to one. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/conversations'
import type { Conversation, Id } from '@/api/types'

export const useConversations = defineStore('conversations', () => {
  const byId = ref(new Map<Id, Conversation>())

  function keep(conversation: Conversation): Conversation {
    byId.value.set(conversation.id, conversation)
    return conversation
  }

  const keepAll = (conversations: Conversation[]) => conversations.forEach(keep)

  const find = (id: Id | null) => (id === null ? undefined : byId.value.get(id))

  const fetch = async (id: Id) => keep(await api.fetchConversation(id))
  const takeOver = async (id: Id) => keep(await api.takeOver(id, find(id)?.assigned_user_id))
  const close = async (id: Id) => keep(await api.closeConversation(id))
  const reopen = async (id: Id) => keep(await api.reopenConversation(id))

  /** Shown as read at once; the server's event brings the truth if it thinks otherwise. */
  async function markRead(id: Id): Promise<void> {
    const conversation = byId.value.get(id)
    if (!conversation || conversation.unread_count === 0) return
    keep({ ...conversation, unread_count: 0 })
    await api.markRead(id)
  }

  const clear = () => byId.value.clear()

  return { byId, keep, keepAll, find, fetch, takeOver, close, reopen, markRead, clear }
})

/** Which message one is about to answer, per conversation; survives a reload as the text does. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id } from '@/api/types'

import { useSession } from './session'
import { readStored, writeStored } from './stored'

export const useReplies = defineStore('replies', () => {
  const session = useSession()
  const chosen = ref(new Map<string, Id | null>())

  const keyOf = (id: Id) => `reply.${session.user?.id ?? 0}.${id}`

  /** Null when none is answered in particular. */
  function to(conversationId: Id): Id | null {
    const key = keyOf(conversationId)
    return chosen.value.has(key) ? chosen.value.get(key)! : Number(readStored(key)) || null
  }

  function choose(conversationId: Id, messageId: Id | null): void {
    const key = keyOf(conversationId)
    chosen.value.set(key, messageId)
    writeStored(key, messageId === null ? '' : String(messageId))
  }

  const clear = () => chosen.value.clear()

  return { to, choose, clear }
})

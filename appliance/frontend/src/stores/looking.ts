/** Which colleagues have which conversation open, and who of them is writing. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id } from '@/api/types'
import type { LookingEvent } from '@/realtime/events'

import { useSession } from './session'

/** The server forgets them as well: who closed the lid says nothing. */
const KEPT = 45_000
const TYPING_KEPT = 8_000

export interface Looking {
  userId: Id
  isTyping: boolean
}

export const useLooking = defineStore('looking', () => {
  const session = useSession()
  const byConversation = ref(new Map<Id, { at: number; people: Looking[] }>())

  function receive({ conversation_id, people }: LookingEvent): void {
    const others = people
      .filter((one) => one.user_id !== session.user?.id)
      .map((one) => ({ userId: one.user_id, isTyping: one.is_typing }))
    byConversation.value.set(conversation_id, { at: Date.now(), people: others })
  }

  /** The others, as far as they were heard of lately. */
  function at(id: Id, now: number): Looking[] {
    const known = byConversation.value.get(id)
    if (!known || now - known.at > KEPT) return []
    return now - known.at > TYPING_KEPT ? known.people.map((one) => ({ ...one, isTyping: false })) : known.people
  }

  const clear = () => byConversation.value.clear()

  return { receive, at, clear }
})

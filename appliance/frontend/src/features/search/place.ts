/** A message in the address. With its conversation, so that it means nothing once another one is opened. */
import { nextTick, watch } from 'vue'
import { useRoute } from 'vue-router'

import type { Id } from '@/api/types'

export const placeOf = ({ conversation_id, id }: { conversation_id: Id; id: Id }) => `${conversation_id}-${id}`

export function messageAt(place: unknown, conversationId: Id): Id | null {
  const [, conversation, message] = /^(\d{1,16})-(\d{1,16})$/.exec(String(place)) ?? []
  return Number(conversation) === conversationId ? Number(message) : null
}

/** Leads to the message that the address names, once the thread is there. */
export function useMessageInAddress(conversationId: () => Id, isReady: () => boolean, jump: (id: Id) => unknown): void {
  const route = useRoute()
  watch(
    () => (isReady() ? messageAt(route.query['message'], conversationId()) : null),
    async (id) => {
      if (id === null) return
      await nextTick()
      void jump(id)
    },
    { immediate: true },
  )
}

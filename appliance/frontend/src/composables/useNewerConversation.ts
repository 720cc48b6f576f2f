/** The conversation that goes on now with the customer of one that is closed, as far as this page knows; they have one at a time. */
import { computed } from 'vue'

import type { Conversation } from '@/api/types'
import { useConversations } from '@/stores/conversations'

export function useNewerConversation(conversation: () => Conversation) {
  const conversations = useConversations()

  return computed(() => {
    const { id, status, contact } = conversation()
    if (status !== 'closed') return undefined
    return [...conversations.byId.values()].find((one) => one.id !== id && one.contact.id === contact.id && one.status !== 'closed')
  })
}

/** The picture or film that is looked at, large, over everything else. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id, Message } from '@/api/types'

export interface Viewed {
  conversationId: Id
  messageId: Id
  /** What one goes through, oldest first; without it, the conversation's own. */
  gallery?: Message[]
}

export const useViewer = defineStore('viewer', () => {
  const viewed = ref<Viewed | null>(null)

  const show = (conversationId: Id, messageId: Id, gallery?: Message[]) => (viewed.value = { conversationId, messageId, ...(gallery ? { gallery } : {}) })
  const close = () => (viewed.value = null)

  return { viewed, show, close, clear: close }
})

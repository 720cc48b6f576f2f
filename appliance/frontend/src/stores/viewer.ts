/** The picture or film that is looked at, large, over everything else. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id } from '@/api/types'

export interface Viewed {
  conversationId: Id
  messageId: Id
}

export const useViewer = defineStore('viewer', () => {
  const viewed = ref<Viewed | null>(null)

  const show = (conversationId: Id, messageId: Id) => (viewed.value = { conversationId, messageId })
  const close = () => (viewed.value = null)

  return { viewed, show, close, clear: close }
})

/** The conversation that was just begun: what is said there first is a template, so its picker opens with it. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id } from '@/api/types'

export const useBegun = defineStore('begun', () => {
  const id = ref<Id | null>(null)

  const expect = (conversationId: Id) => (id.value = conversationId)
  const clear = () => (id.value = null)

  return { id, expect, clear }
})

/** What was typed and not sent, per conversation; survives a reload. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id } from '@/api/types'

import { useSession } from './session'
import { readStored, writeStored } from './stored'

export const useDrafts = defineStore('drafts', () => {
  const session = useSession()
  const texts = ref(new Map<string, string>())

  const keyOf = (id: Id) => `draft.${session.user?.id ?? 0}.${id}`

  const textOf = (id: Id) => texts.value.get(keyOf(id)) ?? readStored(keyOf(id)) ?? ''

  function write(id: Id, text: string): void {
    texts.value.set(keyOf(id), text)
    writeStored(keyOf(id), text)
  }

  return { textOf, write }
})

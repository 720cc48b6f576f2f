/** Notes that are being written, apart from the answers: per conversation, and whether one writes a note there now. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import type { Id, Person } from '@/api/types'

import { useSession } from './session'
import { readStored, writeStored } from './stored'

export interface NoteDraft {
  text: string
  /** Who was chosen from the menu; named is whoever still stands in the text. */
  named: Person[]
}

const NOTHING: NoteDraft = { text: '', named: [] }

export const useNoteDrafts = defineStore('noteDrafts', () => {
  const session = useSession()
  const drafts = ref(new Map<string, NoteDraft>())
  const open = ref(new Set<Id>())

  const keyOf = (id: Id) => `note.${session.user?.id ?? 0}.${id}`
  const of = (id: Id): NoteDraft => drafts.value.get(keyOf(id)) ?? read(readStored(keyOf(id)))

  function write(id: Id, draft: NoteDraft): void {
    drafts.value.set(keyOf(id), draft)
    writeStored(keyOf(id), draft.text ? JSON.stringify(draft) : '')
  }

  const isWriting = (id: Id) => open.value.has(id)

  function setWriting(id: Id, is: boolean): void {
    if (is) open.value.add(id)
    else open.value.delete(id)
  }

  function clear(): void {
    drafts.value.clear()
    open.value.clear()
  }

  return { of, write, isWriting, setWriting, clear }
})

function read(stored: string | null): NoteDraft {
  if (!stored) return NOTHING
  try {
    const { text, named } = JSON.parse(stored) as Partial<NoteDraft>
    return { text: typeof text === 'string' ? text : '', named: Array.isArray(named) ? named : [] }
  } catch (error) {
    if (error instanceof SyntaxError) return NOTHING
    throw error
  }
}

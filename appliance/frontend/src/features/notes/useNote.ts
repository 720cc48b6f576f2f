/** A note that is being written: for the team alone, kept apart from the answer. */
import { computed, ref, shallowRef } from 'vue'

import { fetchNameable, writeNote, type Nameable } from '@/api/notes'
import type { Id } from '@/api/types'
import { errorText } from '@/format/failure'
import { plain } from '@/format/plain'
import { useMessages } from '@/stores/messages'
import { newKey } from '@/stores/newKey'
import { useNoteDrafts } from '@/stores/noteDrafts'

import { stillNamed } from './named'

/** Characters, as the server counts them. */
export const LONGEST = 4096

export function useNote(conversationId: () => Id) {
  const drafts = useNoteDrafts()
  const messages = useMessages()
  const people = shallowRef<Nameable[]>([])
  const isBusy = ref(false)
  const failure = ref('')

  const draft = computed(() => drafts.of(conversationId()))
  const text = computed({
    get: () => draft.value.text,
    set: (next) => drafts.write(conversationId(), { text: next, named: draft.value.named }),
  })
  const room = computed(() => LONGEST - [...text.value.trim()].length)
  const canSend = computed(() => text.value.trim() !== '' && room.value >= 0 && !isBusy.value)

  /** Throws nothing: without them one writes a note that names nobody. */
  async function loadPeople(): Promise<void> {
    const id = conversationId()
    const found = await fetchNameable(id).catch(() => null)
    if (found && id === conversationId()) people.value = found.data
  }

  const find = (typed: string) => people.value.filter(({ name }) => plain(name).split(/\s+/).some((word) => word.startsWith(plain(typed)))).slice(0, 8)

  function name(person: Nameable): void {
    const { id, name } = person
    drafts.write(conversationId(), { text: text.value, named: [...draft.value.named.filter((one) => one.id !== id), { id, name }] })
  }

  /** What was asked for keeps its key: asked again after no answer, it is still one note. */
  let asked = { about: '', key: '' }

  /** What was not taken is still in the field, with the reason beside it. */
  async function send(): Promise<void> {
    if (!canSend.value) return
    const id = conversationId()
    const sent = text.value
    const content = sent.trim()
    const mention_ids = stillNamed(content, draft.value.named).map((one) => one.id)
    const about = JSON.stringify([id, content, mention_ids])
    if (asked.about !== about) asked = { about, key: newKey() }
    isBusy.value = true
    failure.value = ''
    try {
      const since = messages.asking()
      messages.receiveAnswer(await writeNote(id, { content, mention_ids, client_key: asked.key }), since)
      asked = { about: '', key: '' }
      const { text: now, named } = drafts.of(id)
      if (now.startsWith(sent)) drafts.write(id, { text: now.slice(sent.length).trimStart(), named: now === sent ? [] : named })
    } catch (error) {
      failure.value = errorText(error)
    } finally {
      isBusy.value = false
    }
  }

  return { text, room, canSend, isBusy, failure, people, find, name, loadPeople, send }
}

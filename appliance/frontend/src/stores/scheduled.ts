/** What is to be sent later, per conversation, soonest first. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { cancelScheduled, changeScheduled, fetchScheduled, sendMessage, sendScheduledNow, type NewMessage } from '@/api/messages'
import type { Id, Message } from '@/api/types'
import { parse } from '@/format/time'

import { useMessages } from './messages'

export const useScheduled = defineStore('scheduled', () => {
  const messages = useMessages()
  const known = ref(new Map<Id, Message[]>())

  const of = (conversationId: Id) => known.value.get(conversationId) ?? []

  /** Throws ApiError. */
  async function load(conversationId: Id): Promise<void> {
    const asked = messages.asking()
    const all: Message[] = []
    let cursor: string | null = null
    do {
      const page: { data: Message[]; next_cursor: string | null } = await fetchScheduled(conversationId, cursor)
      all.push(...page.data)
      cursor = page.next_cursor
    } while (cursor)
    const isTold = ({ id }: Message) => messages.isOvertaken(id, asked)
    const current = [...all.filter((one) => !isTold(one)), ...of(conversationId).filter(isTold)]
    known.value.set(conversationId, current.sort(bySchedule))
  }

  /** A message as the server has it now: among these only until it leaves. */
  function receive(message: Message): void {
    const others = of(message.conversation_id).filter((one) => one.id !== message.id)
    const now = message.status === 'scheduled' ? [...others, message].sort(bySchedule) : others
    known.value.set(message.conversation_id, now)
  }

  /** What an event told of it since then stays: it may have left already. */
  async function keep(ask: () => Promise<Message>): Promise<void> {
    const asked = messages.asking()
    const message = await ask()
    if (!messages.isOvertaken(message.id, asked)) receive(message)
    messages.receiveAnswer(message, asked)
  }

  const add = (message: NewMessage) => keep(() => sendMessage(message))
  const change = (id: Id, what: { scheduled_at?: string; content?: string }) => keep(() => changeScheduled(id, what))
  const cancel = (id: Id) => keep(() => cancelScheduled(id))
  const sendNow = (id: Id) => keep(() => sendScheduledNow(id))

  const clear = () => known.value.clear()

  return { of, load, receive, add, change, cancel, sendNow, clear }
})

const when = (message: Message) => parse(message.scheduled_at ?? message.sent_at).getTime()
const bySchedule = (one: Message, other: Message) => when(one) - when(other) || one.id - other.id

/** What the thread shows, from top to bottom: days, and messages in groups of one sender. */
import type { Component } from 'vue'

import type { Message, MessageStatus } from '@/api/types'
import { dayOf, parse } from '@/format/time'
import type { Outgoing } from '@/stores/unsent'

const GROUP_GAP = 5 * 60_000

/** A message of the server, or one that is still on its way there. */
export interface ShownMessage extends Omit<Message, 'id'> {
  id: number | null
  outgoing?: Outgoing
}

export interface Row {
  key: string
  message: ShownMessage
  /** First of a run of messages by one sender: it carries the name. */
  opensGroup: boolean
}

/** What a message answers, as it is shown above the answer. */
export interface Quote {
  id: number | null
  author: string
  text: string
  icon: Component | null
  thumbnailUrl: string | null
}

export interface Day {
  key: string
  sent_at: string
  rows: Row[]
}

export function threadDays(messages: Message[], outgoing: Outgoing[], myId: number | null): Day[] {
  const days: Day[] = []
  let previous: ShownMessage | null = null
  for (const message of inOrderOfTime(messages, outgoing.map((one) => asMessage(one, myId)))) {
    const key = dayOf(message.sent_at)
    if (days.at(-1)?.key !== key) {
      days.push({ key, sent_at: message.sent_at, rows: [] })
      previous = null
    }
    const opensGroup = previous === null || !isSameGroup(previous, message)
    days.at(-1)?.rows.push({ key: keyOf(message), message, opensGroup })
    previous = message
  }
  return days
}

/** Some rows that follow one another. */
export interface Run {
  key: string
  rows: Row[]
}

/**
 * In runs of about thirty. Where one begins depends on the message alone, so that earlier ones, which are
 * put above, and later ones leave the other runs as they are.
 */
export function runsOf(rows: Row[]): Run[] {
  const runs: Run[] = []
  for (const row of rows) {
    const { id } = row.message
    if (runs.length === 0 || (id !== null && opensRun(id))) runs.push({ key: runs.length === 0 ? 'first' : `${id}`, rows: [] })
    runs.at(-1)!.rows.push(row)
  }
  return runs
}

/** Fibonacci hashing (Knuth, TAOCP 6.4): ids that all are even, say, open as many as others. */
const opensRun = (id: number) => Math.imul(id, 2_654_435_769) >>> 27 === 0

/** Messages come sorted; what is on its way out may be from before the last of them. */
function inOrderOfTime(messages: Message[], outgoing: ShownMessage[]): ShownMessage[] {
  if (outgoing.length === 0) return messages
  const time = (message: ShownMessage) => parse(message.sent_at).getTime()
  return [...messages, ...outgoing].sort((one, other) => time(one) - time(other))
}

/** The key stays when a bubble turns from typed-here into stored-there. */
function keyOf(message: ShownMessage): string {
  return message.client_key ?? `message-${message.id}`
}

function isSameGroup(one: ShownMessage, next: ShownMessage): boolean {
  return (
    one.sender_type === next.sender_type &&
    one.sender_user_id === next.sender_user_id &&
    (one.message_type === 'note') === (next.message_type === 'note') &&
    parse(next.sent_at).getTime() - parse(one.sent_at).getTime() < GROUP_GAP
  )
}

function asMessage(outgoing: Outgoing, myId: number | null): ShownMessage {
  const status: MessageStatus = outgoing.state === 'sending' ? 'queued' : 'failed'
  return {
    id: null,
    outgoing,
    conversation_id: outgoing.conversation_id,
    sender_type: 'attendant',
    sender_user_id: myId,
    message_type: outgoing.body.message_type,
    content: outgoing.content,
    status,
    error: null,
    reply_to: outgoing.reply_to,
    metadata: outgoing.metadata,
    sent_at: outgoing.sent_at,
    client_key: outgoing.client_key,
  }
}

/** What the thread shows, from top to bottom: days, and messages in groups of one sender. */
import type { Message, MessageStatus } from '@/api/types'
import { dayOf, parse } from '@/format/time'
import type { Outgoing } from '@/stores/messages'

const GROUP_GAP = 5 * 60_000

/** A message of the server, or one that is still on its way there. */
export interface ShownMessage extends Omit<Message, 'id'> {
  id: number | null
  outgoing?: Outgoing
}

export type Row =
  | { kind: 'day'; key: string; sent_at: string }
  | { kind: 'message'; key: string; message: ShownMessage; opensGroup: boolean }

export function threadRows(messages: Message[], outgoing: Outgoing[], myId: number | null): Row[] {
  const shown: ShownMessage[] = [...messages, ...outgoing.map((one) => asMessage(one, myId))]
  const rows: Row[] = []
  let previous: ShownMessage | null = null
  for (const message of shown) {
    const startsDay = !previous || dayOf(previous.sent_at) !== dayOf(message.sent_at)
    if (startsDay) rows.push({ kind: 'day', key: `day-${dayOf(message.sent_at)}`, sent_at: message.sent_at })
    const opensGroup = startsDay || !previous || !isSameGroup(previous, message)
    rows.push({ kind: 'message', key: keyOf(message), message, opensGroup })
    previous = message
  }
  return rows
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
  const status: MessageStatus = outgoing.state === 'failed' ? 'failed' : 'queued'
  return {
    id: null,
    outgoing,
    conversation_id: outgoing.conversation_id,
    sender_type: 'attendant',
    sender_user_id: myId,
    message_type: 'text',
    content: outgoing.content,
    status,
    error: null,
    sent_at: outgoing.sent_at,
    client_key: outgoing.client_key,
  }
}

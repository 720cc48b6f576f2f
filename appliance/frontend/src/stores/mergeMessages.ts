import type { Message, MessageStatus } from '@/api/types'

const RANK: Partial<Record<MessageStatus, number>> = { accepted: 1, sent: 2, delivered: 3, read: 4, played: 5 }

/** One list in the order of the conversation, each id once; the newer version of a message wins. */
export function mergeMessages(current: Message[], incoming: Message[]): Message[] {
  const byId = new Map(current.map((one) => [one.id, one]))
  for (const message of incoming) byId.set(message.id, newer(byId.get(message.id), message))
  return [...byId.values()].sort((a, b) => a.sent_at.localeCompare(b.sent_at) || a.id - b.id)
}

/** Receipts only move forward: an answer that was overtaken on the way must not take a tick back. */
function newer(current: Message | undefined, incoming: Message): Message {
  if (!current) return incoming
  const isBackwards = incoming.status !== 'failed' && rank(current) > rank(incoming)
  const client_key = incoming.client_key ?? current.client_key ?? null
  return { ...incoming, client_key, status: isBackwards ? current.status : incoming.status }
}

const rank = (message: Message) => RANK[message.status] ?? 0

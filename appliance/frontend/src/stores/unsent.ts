/** Messages on their way out, kept in this browser until the server has them; one entry each, per person. */
import { ApiError } from '@/api/http'
import type { MessageBody } from '@/api/messages'
import type { MessageMetadata } from '@/api/metadata'
import type { Id } from '@/api/types'

import { readStored, storedKeys, storedName, writeStored } from './stored'

/** Said here and not yet known to the server. */
export interface Outgoing {
  /** The same key is the same message, however often it is posted. */
  client_key: string
  user_id: Id
  conversation_id: Id
  /** What stands in the bubble: the text, the caption, what a template will say. */
  content: string
  body: MessageBody
  /** What its bubble shows besides the text, until the server says it. */
  metadata: MessageMetadata
  reply_to: Id | null
  /** The file it waits for, by the key of the attachment; null when there is none, or the server has it. */
  attachment: string | null
  sent_at: string
  /** `waiting`: nobody answered, it is tried again by itself. `failed`: refused, or too old for that. */
  state: 'sending' | 'waiting' | 'failed'
  error: unknown
}

interface Kept {
  conversation_id: Id
  content: string
  /** Absent for text. */
  body?: MessageBody
  metadata?: MessageMetadata
  reply_to?: Id | null
  sent_at: string
  /** Why the server would not have it; without one it is still to be sent. */
  refusal: { code: string; message: string; status: number } | null
}

/** Nobody comes back for what is older, whosever it is. */
const KEPT_FOR = 7 * 24 * 3_600_000

const keyOf = (userId: Id, clientKey: string) => `unsent.${userId}.${clientKey}`

/** A file that is not uploaded cannot be kept, nor what waits for it. */
export function keepUnsent(outgoing: Outgoing): void {
  if (outgoing.attachment !== null) return
  const { user_id, client_key, conversation_id, content, body, metadata, reply_to, sent_at, state, error } = outgoing
  const isRefused = state === 'failed' && error instanceof ApiError
  const refusal = isRefused ? { code: error.code, message: error.message, status: error.status } : null
  const isText = body.message_type === 'text'
  const kept: Kept = { conversation_id, content, sent_at, refusal, reply_to, ...(isText ? {} : { body, metadata }) }
  writeStored(keyOf(user_id, client_key), JSON.stringify(kept))
}

export function dropUnsent({ user_id, client_key }: Pick<Outgoing, 'user_id' | 'client_key'>): void {
  writeStored(keyOf(user_id, client_key), '')
}

/** What this person wrote here and nobody acknowledged, oldest first. */
export function readUnsent(userId: Id): Outgoing[] {
  forgetOld()
  const prefix = keyOf(userId, '')
  return storedKeys(prefix)
    .flatMap((key) => {
      const kept = parse(readStored(key))
      return kept ? [asOutgoing(userId, key.slice(prefix.length), kept)] : []
    })
    .sort(byTime)
}

export const byTime = (one: Outgoing, other: Outgoing) => Date.parse(one.sent_at) - Date.parse(other.sent_at)

export function forgetUnsent(userId: Id): void {
  for (const key of storedKeys(keyOf(userId, ''))) writeStored(key, '')
}

/** Another tab of this browser got one through, or threw it away. */
export function onUnsentDropped(callback: (userId: Id, clientKey: string) => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    const prefix = storedName('unsent.')
    if (newValue || !key?.startsWith(prefix)) return
    const [userId, clientKey] = key.slice(prefix.length).split('.')
    if (userId && clientKey) callback(Number(userId), clientKey)
  })
}

/** Also what cannot be read: nobody could send it. */
function forgetOld(): void {
  for (const key of storedKeys('unsent.')) {
    const kept = parse(readStored(key))
    if (!kept || Date.now() - Date.parse(kept.sent_at) > KEPT_FOR) writeStored(key, '')
  }
}

function asOutgoing(user_id: Id, client_key: string, { refusal, ...kept }: Kept): Outgoing {
  const error = refusal && new ApiError(refusal.code, refusal.message, refusal.status)
  return {
    body: { message_type: 'text', content: kept.content },
    metadata: {},
    reply_to: null,
    ...kept,
    user_id,
    client_key,
    attachment: null,
    state: error ? 'failed' : 'waiting',
    error,
  }
}

function parse(text: string | null): Kept | null {
  try {
    const kept = JSON.parse(text ?? '') as Partial<Kept> | null
    const isWhole = typeof kept?.content === 'string' && Number.isInteger(kept.conversation_id)
    return isWhole && !Number.isNaN(Date.parse(kept.sent_at ?? '')) ? (kept as Kept) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

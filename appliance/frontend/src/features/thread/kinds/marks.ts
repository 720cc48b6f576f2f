/** What is said about a message of any kind: forwarded, edited, taken back, reacted to. */
import type { Carrier } from './read'
import { part, parts, words } from './reading'

export type Forwarded = 'no' | 'once' | 'often'

export function forwardedOf(message: Carrier): Forwarded {
  const context = part(message.metadata?.context)
  if (context?.['frequently_forwarded'] === true) return 'often'
  return context?.['forwarded'] === true ? 'once' : 'no'
}

/** What was taken back is shown nowhere any more, as in WhatsApp itself, whatever the server still sends. */
export const isRevoked = (message: Carrier) => moment(message.metadata?.revoked_at) !== null

export const editedAt = (message: Carrier): string | null => moment(message.metadata?.edited_at)

/** Written on the business's own phone, beside the help desk. */
export const isEcho = (message: Carrier) => message.metadata?.echo === true

export const isFromHistory = (message: Carrier) => message.metadata?.history === true

export interface ReactionGroup {
  emoji: string
  by: ('customer' | 'business')[]
}

/** Each emoji once, with who chose it. */
export function reactionsOf(message: Carrier): ReactionGroup[] {
  const groups = new Map<string, ReactionGroup>()
  for (const raw of parts(message.metadata?.reactions, 20)) {
    const emoji = firstSign(words(raw['emoji'], 64))
    if (!emoji) continue
    const group = groups.get(emoji) ?? { emoji, by: [] }
    group.by.push(raw['by'] === 'business' ? 'business' : 'customer')
    groups.set(emoji, group)
  }
  return [...groups.values()]
}

/** The emoji that we gave it; '' for none. */
export const ownReaction = (message: Carrier) =>
  reactionsOf(message).find((group) => group.by.includes('business'))?.emoji ?? ''

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One sign as a reader sees it: a family of four is one, a whole sentence is not an emoji. */
export function firstSign(text: string): string {
  return [...segmenter.segment(text)][0]?.segment.slice(0, 32) ?? ''
}

function moment(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null
}

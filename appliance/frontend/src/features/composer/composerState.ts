import type { Conversation, Id } from '@/api/types'
import { parse } from '@/format/time'

/** `write`, or why not: that one's role may not, who has the conversation, or that the 24 h window is over. */
export type ComposerState = 'write' | 'forbidden' | 'bot' | 'waiting' | 'other' | 'closed' | 'window'

/** `maySend`: whether one's role may write to customers at all. */
export function composerState(conversation: Conversation, myId: Id | null, now: number, maySend: boolean): ComposerState {
  if (!maySend) return 'forbidden'
  if (conversation.status !== 'open') return conversation.status
  if (conversation.assigned_user_id !== myId) return 'other'
  return windowLeft(conversation, now) > 0 ? 'write' : 'window'
}

const WINDOW = 24 * 3_600_000

/** Milliseconds until WhatsApp refuses free text, at most its 24 h; 0 when it already does. */
export function windowLeft(conversation: Conversation, now: number): number {
  if (!conversation.window_expires_at) return 0
  return Math.min(WINDOW, Math.max(0, parse(conversation.window_expires_at).getTime() - now))
}

/** Whether only a template may be sent then, unless the customer writes once more. */
export function closesBefore(conversation: Conversation, then: Date): boolean {
  return windowLeft(conversation, then.getTime()) === 0
}

/** Tells the customer that somebody is writing: now and then while it is so. */
import { sendTyping } from '@/api/conversations'
import type { Id } from '@/api/types'

/** WhatsApp shows it for 25 s (Meta: typing indicators). */
const EVERY = 20_000

export function useTyping(conversationId: () => Id) {
  let last = 0

  /** Nothing depends on it: what goes wrong is nobody's business. */
  function wrote(): void {
    if (Date.now() - last < EVERY) return
    last = Date.now()
    sendTyping(conversationId()).catch(() => undefined)
  }

  return { wrote }
}

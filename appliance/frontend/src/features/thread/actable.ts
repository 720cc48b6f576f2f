/** What may be done with a message: answering it, reacting to it. */
import type { ComposerState } from '@/features/composer/composerState'
import { parse } from '@/format/time'

import { isRevoked } from './kinds/marks'
import type { ShownMessage } from './rows'

const NO_PART_OF_WHATSAPP = ['note', 'system', 'call', 'reaction']
const DAY = 86_400_000

export interface Actions {
  canReply: boolean
  canReact: boolean
}

/** `state`: of its conversation. `reactionDays`: how old a message may be for a reaction; null while that is not known. */
export function actionsOf(message: ShownMessage, state: ComposerState | undefined, now: number, reactionDays: number | null): Actions {
  const isKnownToWhatsApp = message.id !== null && message.whatsapp_message_id !== null && !NO_PART_OF_WHATSAPP.includes(message.message_type)
  const canReply = isKnownToWhatsApp && state === 'write' && !isRevoked(message) && message.status !== 'failed'
  const isFresh = reactionDays === null || now - parse(message.sent_at).getTime() < reactionDays * DAY
  return { canReply, canReact: canReply && isFresh }
}

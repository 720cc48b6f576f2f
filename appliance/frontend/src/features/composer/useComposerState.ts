import type { Conversation } from '@/api/types'
import { useSession } from '@/stores/session'

import { composerState, type ComposerState } from './composerState'

/** What whoever is signed in may do where one writes. */
export function useComposerState() {
  const session = useSession()
  return (conversation: Conversation, now: number): ComposerState =>
    composerState(conversation, session.user?.id ?? null, now, session.may('message.send'))
}

/** Where a conversation stands with what was promised, at any moment: from its own row, whatever the server last said. */
import type { Conversation, ServiceLevelState } from '@/api/types'
import { parse } from '@/format/time'

export interface Standing {
  state: ServiceLevelState['state']
  what: 'response' | 'resolution'
  dueAt: string
  /** Milliseconds; below zero once it is late. */
  left: number
}

/** null where nothing is promised, or nothing of it is left to keep. */
export function standingOf({ service_level: level }: Conversation, now: number): Standing | null {
  if (!level) return null
  const left = parse(level.due_at).getTime() - now
  const isAtRisk = level.warn_at !== null && parse(level.warn_at).getTime() <= now
  return {
    state: left <= 0 ? 'breached' : isAtRisk ? 'at_risk' : 'ok',
    what: level.due_at === level.response_due_at ? 'response' : 'resolution',
    dueAt: level.due_at,
    left,
  }
}

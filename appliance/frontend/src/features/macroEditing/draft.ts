/** A macro while it is written: actions that may still lack what they need. */
import type { MacroAction, MacroKind } from '@/api/macros'

export const KINDS: MacroKind[] = ['send', 'note', 'add_label', 'remove_label', 'priority', 'transfer', 'snooze', 'close']
export const MOST = 20

export interface ActionDraft {
  /** For the page alone: rows keep what is typed in them when they move. */
  key: number
  kind: MacroKind
  /** What is chosen or written; of a transfer `user:8` or `queue:3`, `queue:` being the common queue. */
  value: string
  minutes: number | null | undefined
}

let last = 0

export const newDraft = (kind: MacroKind = 'send'): ActionDraft => ({ key: ++last, kind, value: kind === 'priority' ? '1' : '', minutes: 60 })

export function draftOf(action: MacroAction): ActionDraft {
  const draft = newDraft(action.kind)
  if (action.kind === 'snooze') return { ...draft, minutes: action.minutes }
  if (action.kind === 'transfer') return { ...draft, value: action.user_id ? `user:${action.user_id}` : `queue:${action.queue_id ?? ''}` }
  const { kind: _, ...given } = action
  return { ...draft, value: String(Object.values(given)[0] ?? '') }
}

/** null while something is missing. */
export function actionOf({ kind, value, minutes }: ActionDraft): MacroAction | null {
  const number = /^-?\d+$/.test(value) ? Number(value) : null
  if (kind === 'snooze') return minutes ? { kind, minutes } : null
  if (kind === 'close') return { kind, reason_id: number }
  if (kind === 'note') return value.trim() ? { kind, text: value.trim() } : null
  if (kind === 'transfer') {
    const [what, id] = value.split(':')
    if (what === 'user') return { kind, user_id: Number(id) }
    return what === 'queue' ? { kind, queue_id: id ? Number(id) : null } : null
  }
  if (number === null) return null
  if (kind === 'priority') return { kind, priority: number }
  return kind === 'send' ? { kind, canned_answer_id: number } : { kind, label_id: number }
}

import { expect, it } from 'vitest'

import type { MacroAction } from '@/api/macros'

import { actionOf, draftOf, newDraft } from './draft'

it.each<MacroAction>([
  { kind: 'add_label', label_id: 4 },
  { kind: 'remove_label', label_id: 4 },
  { kind: 'priority', priority: -1 },
  { kind: 'transfer', user_id: 8 },
  { kind: 'transfer', queue_id: 3 },
  { kind: 'transfer', queue_id: null },
  { kind: 'note', text: 'Conferido.' },
  { kind: 'send', canned_answer_id: 5 },
  { kind: 'snooze', minutes: 90 },
  { kind: 'close', reason_id: 2 },
  { kind: 'close', reason_id: null },
])('%j is written and read back', (action) => expect(actionOf(draftOf(action))).toEqual(action))

it('what lacks something is none yet', () => {
  for (const kind of ['add_label', 'remove_label', 'transfer', 'note', 'send'] as const) expect(actionOf(newDraft(kind))).toBeNull()
  expect(actionOf({ ...newDraft('note'), value: '  ' })).toBeNull()
  expect(actionOf({ ...newDraft('snooze'), minutes: undefined })).toBeNull()
  expect(actionOf(newDraft('close'))).toEqual({ kind: 'close', reason_id: null })
})

import type { Plural } from '..'
import type { formsInThread as source } from './thread.pt-BR'

/** Of what is opened from the list: loaded with the conversation. */
export const formsInThread: Record<keyof typeof source, string | Plural> = {
  'dialog.close': 'Close',
  'dialog.cancel': 'Cancel',
  'discard.title': 'Discard what you wrote?',
  'discard.text': 'What you wrote or changed here has not been saved yet.',
  'discard.keep': 'Keep writing',
  'discard.do': 'Discard',
  'markup.label': 'Formatting',
  'markup.bold': 'Bold',
  'markup.italic': 'Italic',
  'markup.struck': 'Strikethrough',
  'markup.code': 'Code',
}

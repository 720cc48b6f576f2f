import type { Plural } from '..'
import type { formPages as source } from './pages.pt-BR'

/** Of the pages beside the inbox. */
export const formPages: Record<keyof typeof source, string | Plural> = {
  'form.optional': '(optional)',
  'form.up': 'Move up',
  'form.down': 'Move down',
}

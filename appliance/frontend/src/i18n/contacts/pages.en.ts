import type { Plural } from '..'
import type { contactPages as source } from './pages.pt-BR'

/** Of the pages beside the inbox. */
export const contactPages: Record<keyof typeof source, string | Plural> = {
  'begin.way.contact': 'A contact',
  'begin.way.number': 'A number',
  'begin.explained': 'The first message is an approved template; once the customer has answered, you can write freely.',
  'begin.start': 'Start conversation',
  'begin.noPhone': 'Enter the number.',
  'begin.wrongNumber': 'This number does not exist.',
}

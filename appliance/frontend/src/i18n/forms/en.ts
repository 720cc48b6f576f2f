import type { Plural } from '..'
import type { forms as source } from './pt-BR'

export const forms: Record<keyof typeof source, string | Plural> = {
  'form.used': '{count} of {limit} characters',
  'form.over': { one: '{count} character over the limit.', other: '{count} characters over the limit.' },
  'form.overSearch': { one: 'Search for up to {limit} characters: {count} too many.', other: 'Search for up to {limit} characters: {count} too many.' },
  'form.unseen': 'There are invisible characters here (a line break, a change of direction).',
}

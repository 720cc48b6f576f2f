import type { Plural } from '..'
import type { contacts as source } from './pt-BR'

export const contacts: Record<keyof typeof source, string | Plural> = {
  'begin.title': 'Nueva conversación',
}

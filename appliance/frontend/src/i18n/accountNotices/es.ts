import type { Plural } from '..'
import type { accountNotices as source } from './pt-BR'

export const accountNotices: Record<keyof typeof source, string | Plural> = {
  'accountNotice.title': 'Avisos de la cuenta',
  'accountNotice.count': { one: '{count} aviso nuevo', other: '{count} avisos nuevos' },
}

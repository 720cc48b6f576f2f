import type { Plural } from '..'
import type { accountNotices as source } from './pt-BR'

export const accountNotices: Record<keyof typeof source, string | Plural> = {
  'accountNotice.title': 'Account notices',
  'accountNotice.count': { one: '{count} new notice', other: '{count} new notices' },
}

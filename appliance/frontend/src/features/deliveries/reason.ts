import type { Delivery } from '@/api/deliveries'
import { t, type TextKey } from '@/i18n'

const MALFORMED: Record<string, TextKey> = {
  'not JSON': 'deliveries.notJson',
  'not an object of whatsapp_business_account': 'deliveries.notWhatsApp',
  'no list of entries': 'deliveries.noEntries',
}

/** Why it could not be processed, in words; the worker's own are shown beside the body. */
export function reasonText({ error }: Delivery): string {
  const known = MALFORMED[error ?? '']
  if (known) return t(known)
  const attempts = /^given up after (\d+) attempts/.exec(error ?? '')
  if (attempts) return t('deliveries.givenUp', { count: Number(attempts[1]) })
  const items = error?.match(/(?<=^|; )item \d+ \(/g) ?? []
  if (items.length > 0) return t('deliveries.items', { count: items.length })
  const number = /(?<=^|; )not our number: ([^;]*)/.exec(error ?? '')
  if (number) return t('deliveries.otherNumber', { number: number[1] ?? '' })
  return /(?<=^|; )malformed: /.test(error ?? '') ? t('deliveries.outOfShape') : t('deliveries.other')
}

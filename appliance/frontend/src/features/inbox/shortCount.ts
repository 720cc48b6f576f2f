import { locale } from '@/i18n'

/** A counter in little room; nothing is known yet of null. */
export function shortCount(count: number | null): string {
  if (count === null) return '–'
  return new Intl.NumberFormat(locale(), { notation: count < 10_000 ? 'standard' : 'compact' }).format(count)
}

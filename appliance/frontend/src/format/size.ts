import { locale } from '@/i18n'

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const

/** `830 bytes`, `1,2 kB`, `3 MB`. */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2
  const format = { style: 'unit', unit: UNITS[power]!, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale(), format).format(bytes / 1000 ** power)
}

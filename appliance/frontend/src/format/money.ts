import { locale } from '@/i18n'

/** `R$ 1.234,50` as the reader writes it; a currency nobody knows keeps its letters beside the number. */
export function moneyText(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency }).format(amount)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [currency, new Intl.NumberFormat(locale(), { minimumFractionDigits: 2 }).format(amount)].join(' ').trim()
  }
}

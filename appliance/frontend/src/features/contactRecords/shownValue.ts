/** What stands in a field of a contact, in the reader's language. */
import type { FieldKind } from '@/api/contactFields'
import { locale, t } from '@/i18n'

export function shownValue(kind: FieldKind, value: string): string {
  if (kind === 'boolean') return t(value === 'true' ? 'record.yes' : 'record.no')
  if (kind === 'date') return dayText(value)
  if (kind === 'number') return new Intl.NumberFormat(locale(), { maximumFractionDigits: 6 }).format(value as Intl.StringNumericLiteral)
  return kind === 'document' ? documentText(value) : value
}

/** A day has no zone: it is the same everywhere. */
function dayText(value: string): string {
  const [year = 0, month = 1, day = 1] = value.split('-').map(Number)
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.UTC(year, month - 1, day))
}

/** 123.456.789-09 or 12.ABC.345/01DE-35. */
function documentText(value: string): string {
  return value.length === 14
    ? value.replace(/^(.{2})(.{3})(.{3})(.{4})(.{2})$/, '$1.$2.$3/$4-$5')
    : value.replace(/^(.{3})(.{3})(.{3})(.{2})$/, '$1.$2.$3-$4')
}

/** As the server takes it: who reads 1.234 as a thousand types a thousand. */
export function typedNumber(text: string): string {
  const isThousands = locale() !== 'en' && /^-?\d{1,3}(\.\d{3})+$/.test(text.trim())
  if (isThousands) return text.replaceAll('.', '')
  return locale() === 'en' ? text.replaceAll(',', '') : text
}

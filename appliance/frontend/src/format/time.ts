/** Dates and times in the tenant's time zone and the reader's language. */
import { locale, t } from '@/i18n'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let timeZone = 'America/Sao_Paulo'
const formatters = new Map<string, Intl.DateTimeFormat>()

export function setTimeZone(name: string): void {
  timeZone = name
  formatters.clear()
}

export const zone = () => timeZone

/** As people call it: `Horário de Brasília`. */
export function zoneName(): string {
  const parts = formatter('zone', { timeZoneName: 'longGeneric' }).formatToParts(new Date())
  return parts.find((one) => one.type === 'timeZoneName')?.value ?? timeZone
}

/** In every language alike, wherever a time is shown. */
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** `14:05` */
export function clockTime(iso: string): string {
  return formatter('clock', CLOCK).format(parse(iso))
}

/** `21 de nov. de 2026, 14:05` */
export function fullTime(iso: string): string {
  return formatter('full', { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK }).format(parse(iso))
}

/** `20 de nov. de 2026`, of a day that is the same everywhere: `2026-11-20`. */
export function calendarDay(day: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`))
}

/** `22/11, 09:00` */
export function dayAndTime(iso: string): string {
  return formatter('dayAndTime', { day: '2-digit', month: '2-digit', ...CLOCK }).format(parse(iso))
}

/** For a narrow column: `agora`, `5 min`, `14:05`, `ontem`, `ter.`, `12/03/2026`. */
export function shortAge(iso: string, now: number): string {
  const then = parse(iso)
  const age = now - then.getTime()
  if (age < MINUTE) return t('time.now')
  if (age < HOUR) return t('time.minutes', { count: Math.floor(age / MINUTE) })
  const days = daysBetween(then, new Date(now))
  if (days === 0) return clockTime(iso)
  if (days === 1) return t('time.yesterday')
  if (days < 7) return formatter('weekday', { weekday: 'short' }).format(then)
  return formatter('date', { day: '2-digit', month: '2-digit', year: '2-digit' }).format(then)
}

/** Heading above a day's messages: `Hoje`, `Ontem`, `terça-feira, 17 de novembro`. */
export function dayHeading(iso: string, now: number): string {
  const then = parse(iso)
  const today = new Date(now)
  const days = daysBetween(then, today)
  if (days === 0) return t('thread.today')
  if (days === 1) return t('thread.yesterday')
  const isThisYear = dayKey(then).slice(0, 4) === dayKey(today).slice(0, 4)
  return isThisYear
    ? formatter('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(then)
    : formatter('dayYear', { dateStyle: 'long' }).format(then)
}

/** The calendar day in the tenant's time zone, e.g. `2026-11-21`: equal for messages under one heading. */
export function dayOf(iso: string): string {
  return dayKey(parse(iso))
}

/** What is left of a span in one unit or two, never more than there is: `12 min`, `3 h 05 min`. */
export function spanLeft(milliseconds: number): string {
  const minutes = Math.max(1, Math.floor(milliseconds / MINUTE))
  if (minutes < 60) return t('time.minutes', { count: minutes })
  const rest = minutes % 60
  const hours = t('time.hours', { count: Math.floor(minutes / 60) })
  return rest === 0 ? hours : `${hours} ${t('time.minutes', { count: String(rest).padStart(2, '0') })}`
}

/** A waiting time said in words: `45 segundos`, `2 minutos`. */
export function waitInWords(seconds: number): string {
  return seconds < 90
    ? t('time.seconds', { count: Math.max(1, Math.ceil(seconds)) })
    : t('time.minutesLong', { count: Math.ceil(seconds / 60) })
}

/** A time without a zone is UTC, as everything the server stores. */
export function parse(iso: string): Date {
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
}

function daysBetween(earlier: Date, later: Date): number {
  return Math.round((Date.parse(dayKey(later)) - Date.parse(dayKey(earlier))) / DAY)
}

function dayKey(date: Date): string {
  const parts = keyFormatter().formatToParts(date)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

function keyFormatter(): Intl.DateTimeFormat {
  return formatter('key', { year: 'numeric', month: '2-digit', day: '2-digit', calendar: 'gregory', numberingSystem: 'latn' })
}

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()}/${name}`
  let found = formatters.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale(), { ...options, timeZone })
    formatters.set(key, found)
  }
  return found
}

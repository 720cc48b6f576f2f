/** Dates and times as a clock on the tenant's wall shows them, for fields in which one types them. */
import { zone } from './time'

/** `2026-11-21T14:05` */
export function toWall(date: Date): string {
  const at = partsOf(date)
  return `${at('year')}-${at('month')}-${at('day')}T${at('hour')}:${at('minute')}`
}

/** Null for what is no time. An hour that summer time leaves out is taken for the one after it. */
export function fromWall(wall: string): Date | null {
  const asUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) ? Date.parse(`${wall}:00Z`) : NaN
  if (Number.isNaN(asUtc)) return null
  const guess = new Date(asUtc - offset(new Date(asUtc)))
  return new Date(asUtc - offset(guess))
}

/** The moment at which a day (`2026-11-21`) begins there. */
export const dayBegins = (day: string): Date => fromWall(`${day}T00:00`) ?? new Date(0)

/** The moment at which the next one does. */
export function dayEnds(day: string): Date {
  const next = new Date(`${day}T00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return dayBegins(next.toISOString().slice(0, 10))
}

/** How far the tenant's clock is ahead of UTC then, in milliseconds. */
function offset(date: Date): number {
  const minutes = Math.floor(date.getTime() / 60_000) * 60_000
  return Date.parse(`${toWall(date)}:00Z`) - minutes
}

function partsOf(date: Date): (type: Intl.DateTimeFormatPartTypes) => string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const format = new Intl.DateTimeFormat('en-US', { ...options, hourCycle: 'h23', timeZone: zone() })
  const parts = format.formatToParts(date)
  return (type) => parts.find((one) => one.type === type)?.value.padStart(2, '0') ?? ''
}

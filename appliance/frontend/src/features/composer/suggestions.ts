/** Times at which one would send something later, on the tenant's clock. */
import { toWall } from '@/format/wallTime'
import { t, type TextKey } from '@/i18n'

const HOUR = 3_600_000
const MORNING = '09:00'

export type Suggestion = 'inAnHour' | 'tomorrow' | 'monday'

const LABELS: Record<Suggestion, TextKey> = { inAnHour: 'schedule.inAnHour', tomorrow: 'schedule.tomorrow', monday: 'schedule.monday' }

/** Each with its moment as of now; on a Sunday tomorrow is Monday. */
export function suggestions(now: Date): { key: Suggestion; wall: string; label: string }[] {
  const keys: Suggestion[] = daysToMonday(now) === 1 ? ['inAnHour', 'tomorrow'] : ['inAnHour', 'tomorrow', 'monday']
  return keys.map((key) => ({ key, wall: suggested(key, now), label: t(LABELS[key], { time: MORNING }) }))
}

/** What it means when it is clicked, however long it has been there. */
export function suggested(key: Suggestion, now = new Date()): string {
  if (key === 'inAnHour') return toWall(new Date(now.getTime() + HOUR))
  return morning(now, key === 'tomorrow' ? 1 : daysToMonday(now))
}

function morning(now: Date, days: number): string {
  const day = new Date(Date.parse(`${toWall(now).slice(0, 10)}T12:00:00Z`) + days * 24 * HOUR)
  return `${day.toISOString().slice(0, 10)}T${MORNING}`
}

/** On a Monday to the next one. */
function daysToMonday(now: Date): number {
  const weekday = new Date(`${toWall(now).slice(0, 10)}T12:00:00Z`).getUTCDay()
  return (8 - weekday) % 7 || 7
}

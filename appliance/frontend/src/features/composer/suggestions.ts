/** Times at which one would send something later, on the tenant's clock. */
import { toWall } from '@/format/wallTime'
import { t } from '@/i18n'

const HOUR = 3_600_000
const MORNING = '09:00'

export function suggestions(now: Date): { wall: string; label: string }[] {
  return [
    { wall: toWall(new Date(now.getTime() + HOUR)), label: t('schedule.inAnHour') },
    { wall: morning(now, 1), label: t('schedule.tomorrow', { time: MORNING }) },
    { wall: morning(now, daysToMonday(now)), label: t('schedule.monday', { time: MORNING }) },
  ]
}

function morning(now: Date, days: number): string {
  const day = new Date(Date.parse(`${toWall(now).slice(0, 10)}T12:00:00Z`) + days * 24 * HOUR)
  return `${day.toISOString().slice(0, 10)}T${MORNING}`
}

/** Never tomorrow's: that is suggested already. */
function daysToMonday(now: Date): number {
  const weekday = new Date(`${toWall(now).slice(0, 10)}T12:00:00Z`).getUTCDay()
  const days = (8 - weekday) % 7 || 7
  return days === 1 ? 8 : days
}

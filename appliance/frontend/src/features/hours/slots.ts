/** Slots as people write them: `09:00`–`18:00`; an end at or before its begin is on the next day. */
import type { Slot } from '@/api/hours'

export const DAY = 1440
/** Monday first. A Monday, at noon: any clock shift leaves it on its day. */
const MONDAY = Date.UTC(2026, 10, 16, 12)

export const OFFICE: Slot = [9 * 60, 18 * 60]

export const clock = (minutes: number) =>
  `${String(Math.floor((minutes % DAY) / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Minutes after midnight; null for what is no time. */
export function minutesOf(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text)
  if (!found) return null
  const minutes = Number(found[1]) * 60 + Number(found[2])
  return minutes < DAY && Number(found[2]) < 60 ? minutes : null
}

export const withBegin = ([, end]: Slot, begin: number): Slot => [begin, endAfter(begin, end % DAY)]
export const withEnd = ([begin]: Slot, end: number): Slot => [begin, endAfter(begin, end)]

function endAfter(begin: number, wall: number): number {
  return wall > begin ? wall : wall + DAY
}

export const endsNextDay = ([, end]: Slot) => end > DAY

/** The next one of a day that has some: after an hour's break, until the evening. */
export function another(slots: Slot[]): Slot {
  const last = slots.at(-1)
  if (!last) return OFFICE
  const begin = Math.min(last[1] + 60, DAY - 60)
  return [begin, Math.min(begin + 4 * 60, DAY)]
}

export type SlotProblem = 'order' | 'night' | 'none'

/** Why a day's slots cannot be kept; `before` are those of the day before, whose night may reach into it. */
export function problemOf(slots: Slot[], before: Slot[] = []): SlotProblem {
  const nightEnds = (before.at(-1)?.[1] ?? 0) - DAY
  if (slots[0] && slots[0][0] < nightEnds) return 'night'
  return slots.some((slot, index) => index > 0 && slot[0] < (slots[index - 1]?.[1] ?? 0)) ? 'order' : 'none'
}

export const dayBefore = (week: Slot[][], day: number): Slot[] => week.at(day - 1) ?? []

/** `segunda-feira`, in the reader's language. */
export const weekdayName = (index: number, language: string) =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(MONDAY + index * 86_400_000))

/** The days that share their slots, in short: [[0, 4, slots], …] from day to day. */
export function grouped(week: Slot[][]): { from: number; to: number; slots: Slot[] }[] {
  const groups: { from: number; to: number; slots: Slot[] }[] = []
  week.forEach((slots, day) => {
    const last = groups.at(-1)
    if (last && JSON.stringify(last.slots) === JSON.stringify(slots)) last.to = day
    else groups.push({ from: day, to: day, slots })
  })
  return groups
}

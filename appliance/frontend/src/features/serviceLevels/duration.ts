/** Spans that people choose, in minutes: shown in the largest unit that leaves nothing over. */
import { t } from '@/i18n'

export const UNITS = { minutes: 1, hours: 60, days: 1440 } as const
export type Unit = keyof typeof UNITS

const WORDS = { minutes: 'duration.isMinutes', hours: 'duration.isHours', days: 'duration.isDays' } as const

export function unitOf(minutes: number): Unit {
  return (['days', 'hours'] as const).find((unit) => minutes > 0 && minutes % UNITS[unit] === 0) ?? 'minutes'
}

/** `90 minutos`, `4 horas`. */
export function durationWords(minutes: number): string {
  const unit = unitOf(minutes)
  return t(WORDS[unit], { count: minutes / UNITS[unit] })
}

/** What was typed, in minutes; null for nothing, undefined for what is no span of at most so many days. */
export function readDuration(typed: string, unit: Unit, mostDays: number): number | null | undefined {
  if (typed.trim() === '') return null
  const number = /^\d{1,6}$/.test(typed.trim()) ? Number(typed) * UNITS[unit] : 0
  return number >= 1 && number <= mostDays * UNITS.days ? number : undefined
}

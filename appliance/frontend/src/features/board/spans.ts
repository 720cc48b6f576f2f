/** How long something has lasted, in short, and how bad that is. */
import { spanLeft } from '@/format/time'

const MINUTE = 60_000

/** From so many minutes on a wait is looked at, and from so many it is too long. */
export const LONG = 5
export const TOO_LONG = 15

export type Urgency = 'calm' | 'long' | 'tooLong'

export function urgencyOf(since: string | null, now: number): Urgency {
  if (!since) return 'calm'
  const minutes = (now - Date.parse(since)) / MINUTE
  return minutes >= TOO_LONG ? 'tooLong' : minutes >= LONG ? 'long' : 'calm'
}

/** `12 min`; nothing while nobody waits. */
export const spanSince = (since: string | null, now: number) => (since ? spanLeft(Math.max(0, now - Date.parse(since))) : '')

export const CLASSES: Record<Urgency, string> = {
  calm: 'text-muted',
  long: 'font-semibold text-attention',
  tooLong: 'font-semibold text-error',
}

/** Meta's words about templates, in ours; a word nobody knows is shown as it came. */
import type { Template } from '@/api/templates'
import { fullTime } from '@/format/time'
import { locale, t, textIfKnown } from '@/i18n'

const word = (family: string, value: string) => textIfKnown(`template.${family}.${value}`) ?? value

export const statusWord = (status: string) => word('status', status)
export const categoryWord = (category: string) => word('category', category)

const GOOD = 'bg-success/12 text-success'
const WAITING = 'bg-attention-soft text-attention'
const BAD = 'bg-danger-soft text-error'
const QUIET = 'bg-base-300/60 text-muted'

const STATUS_TONES: Record<string, string> = {
  APPROVED: GOOD,
  REINSTATED: GOOD,
  PENDING: WAITING,
  IN_APPEAL: WAITING,
  FLAGGED: WAITING,
  PAUSED: WAITING,
  LIMIT_EXCEEDED: WAITING,
  LOCKED: BAD,
  REJECTED: BAD,
  DISABLED: BAD,
}
export const statusTone = (status: string) => STATUS_TONES[status] ?? QUIET

const QUALITY_TONES: Record<string, string> = { GREEN: GOOD, YELLOW: WAITING, RED: BAD }
/** Null while Meta has not judged it. */
export function qualityOf({ quality }: Template): { text: string; tone: string } | null {
  const tone = QUALITY_TONES[quality ?? '']
  return tone ? { text: word('quality', quality ?? ''), tone } : null
}

/** `português (Brasil)`, said in the reader's language. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: 'language', languageDisplay: 'standard' }).of(code.replaceAll('_', '-')) ?? code
  } catch (error) {
    if (error instanceof RangeError) return code
    throw error
  }
}

/** Why Meta refused, paused or stopped it, and what it advises. */
export function troubleOf({ rejection, status }: Template): string[] {
  if (!rejection || status === 'APPROVED') return []
  const { reason, details, recommendation, date } = rejection
  const known = reason && reason !== 'NONE' ? word('reason', reason) : ''
  const since = date ? t('template.disabledOn', { date }) : ''
  return [known, details ?? '', recommendation ?? '', since].filter((one, index, all) => one && all.indexOf(one) === index)
}

export function categoryChangeOf({ category_change: change, category }: Template): string {
  if (!change?.category) return ''
  const params = { category: categoryWord(change.category) }
  if (change.previous || change.category === category) return t('template.categoryChanged', params)
  return change.at ? t('template.categoryWillChange', { ...params, time: fullTime(change.at) }) : t('template.categoryShould', params)
}

/** What happened beside the writing: a call, a new number, another phone. */
import { formatPhone } from '@/format/phone'
import { t } from '@/i18n'

import type { Carrier } from './read'
import { figure, part, words } from './reading'

export interface Call {
  isTheirs: boolean
  /** Nobody spoke with anybody. */
  isMissed: boolean
  /** Seconds; null while it is not over or was never taken. */
  duration: number | null
  text: string
}

/** Meta, webhooks/reference/calls: `connect` when it rings, `terminate` with status and duration when it is over. */
export function callOf(message: Carrier): Call | null {
  const raw = part(message.metadata?.call)
  if (!raw) return null
  const isTheirs = words(raw['direction'], 40).toUpperCase() !== 'BUSINESS_INITIATED'
  const duration = figure(raw['duration'])
  const isOver = words(raw['event'], 40).toLowerCase() === 'terminate'
  const hasFailed = ['FAILED', 'REJECTED'].includes(words(raw['status'], 40).toUpperCase())
  const isMissed = hasFailed || (isOver && !duration)
  const text = isTheirs
    ? t(isMissed ? 'call.missed' : 'call.customer')
    : t(isMissed ? 'call.unanswered' : 'call.business')
  return { isTheirs, isMissed, duration: duration && duration > 0 ? duration : null, text }
}

/** The sentence in the middle of the thread; '' where the server's own has to do. */
export function systemText(message: Carrier): string {
  const raw = part(message.metadata?.system)
  if (raw?.['kind'] === 'number_changed') {
    const [from, to] = [words(raw['from'], 40), words(raw['to'], 40)]
    return from && to
      ? t('system.number_changedTo', { from: formatPhone(from), to: formatPhone(to) })
      : t('system.number_changed')
  }
  const remark = raw && remarkText(raw)
  if (remark) return remark
  if (raw?.['kind'] === 'user_id_changed') return t('system.user_id_changed')
  return raw?.['kind'] === 'identity_changed' ? t('system.identity_changed') : ''
}

/** What somebody did to the conversation, or the queue for them. */
function remarkText(raw: Record<string, unknown>): string {
  const [by, from, to, queue, reason] = ['by', 'from', 'to', 'queue', 'reason'].map((name) => words(raw[name], 120))
  switch (raw['kind']) {
    case 'taken':
      return t('system.taken', { by: by! })
    case 'relieved':
      return t('system.relieved', { by: by!, from: from! })
    case 'transferred':
      return to ? t('system.transferred', { by: by!, to }) : t('system.transferredToAll', { by: by! })
    case 'assigned':
      return t('system.assigned', { queue: queue!, to: to! })
    case 'given_back':
      return t('system.given_back', { from: from! })
    case 'closed':
      return reason ? t('system.closedFor', { by: by!, reason }) : t('system.closed', { by: by! })
    case 'reopened':
      return t('system.reopened', { by: by! })
    default:
      return ''
  }
}

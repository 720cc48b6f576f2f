/** A filter in words: one line for each thing it asks for. */
import { locale, t } from '@/i18n'
import type { ListFilter } from '@/stores/conversationFilter'

export interface FilterWord {
  name: keyof ListFilter
  text: string
}

export interface Names {
  queue: (id: number) => string | undefined
  person: (id: number) => string | undefined
  label: (id: number) => string | undefined
}

/** `names` may not know what was deleted since: it is said so. */
export function filterWords(filter: ListFilter, names: Names): FilterWord[] {
  const words: Record<keyof ListFilter, string | undefined> = {
    status: filter.status && t(`status.${filter.status}`),
    queue_id: filter.queue_id ? queueWords(filter.queue_id, names) : undefined,
    label: filter.label ? t('filter.labelIs', { name: names.label(filter.label) ?? t('filter.gone') }) : undefined,
    assigned_user_id: filter.assigned_user_id ? personWords(filter.assigned_user_id, names) : undefined,
    from: filter.from && t('filter.fromIs', { day: dayWords(filter.from) }),
    to: filter.to && t('filter.toIs', { day: dayWords(filter.to) }),
    unread: filter.unread && t('filter.unread'),
    window_closing_hours: filter.window_closing_hours ? t('filter.windowIs', { count: filter.window_closing_hours }) : undefined,
    needs_attention: filter.needs_attention && t('attention.title'),
    sla: filter.sla && t(`sla.${filter.sla}`),
    snoozed: filter.snoozed && t('filter.snoozed'),
    sort: filter.sort && t('filter.oldest'),
  }
  return Object.entries(words).flatMap(([name, text]) => (text ? [{ name: name as keyof ListFilter, text }] : []))
}

const dayWords = (day: string) => new Intl.DateTimeFormat(locale(), { dateStyle: 'short', timeZone: 'UTC' }).format(new Date(day))

const queueWords = (id: number | 'none', names: Names) =>
  id === 'none' ? t('filter.noQueue') : t('teams.inQueue', { name: names.queue(id) ?? t('filter.gone') })

function personWords(id: number | 'me' | 'none', names: Names): string {
  if (id === 'me') return t('owner.you')
  if (id === 'none') return t('filter.nobody')
  return t('owner.other', { name: names.person(id) ?? t('filter.gone') })
}

/** What a promise is called, and in which order they are read: everybody's first, then queue by queue. */
import type { ServiceLevel } from '@/api/serviceLevels'
import { PRIORITIES } from '@/features/triage/priorities'
import { t } from '@/i18n'

/** `queue`: its name; undefined where it is of none, or of one that is gone. */
export function levelName({ queue_id, priority }: ServiceLevel, queue: string | undefined): string {
  const place = queue_id === null ? t('sla.everyQueue') : (queue ?? t('filter.gone'))
  const urgency = PRIORITIES.find((one) => one.value === priority)
  return urgency ? `${place} · ${t(urgency.label)}` : place
}

const ANY = 9

export const sorted = (levels: ServiceLevel[]): ServiceLevel[] =>
  [...levels].sort((a, b) => (a.queue_id ?? 0) - (b.queue_id ?? 0) || (b.priority ?? ANY) - (a.priority ?? ANY))

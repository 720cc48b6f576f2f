/** How many deliveries wait for whoever may see to them; nobody else asks. */
import { computed } from 'vue'

import { t } from '@/i18n'
import { useDeliveries } from '@/stores/deliveries'
import { useSession } from '@/stores/session'

import { usePolling } from './usePolling'

const ASK_EVERY = 60_000

export function useLeftOver() {
  const deliveries = useDeliveries()
  const session = useSession()

  const count = computed(() => (session.may('delivery.inspect') ? (deliveries.leftOver ?? 0) : 0))
  const badge = computed(() => (count.value > 99 ? '99+' : String(count.value)))
  const label = computed(() =>
    count.value > 0 ? `${t('deliveries.title')}: ${t('deliveries.count', { count: count.value })}` : t('deliveries.title'),
  )

  /** Begins to ask, now and every minute. */
  function watchCount(): void {
    const ask = async () => session.may('delivery.inspect') && deliveries.count()
    if (!document.hidden) void ask()
    usePolling(ask, ASK_EVERY)
  }

  return { count, badge, label, watchCount }
}

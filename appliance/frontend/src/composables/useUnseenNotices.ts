/** How many notices about the account nobody has seen; only who may see them asks. */
import { computed } from 'vue'

import { t } from '@/i18n'
import { useAccountNotices } from '@/stores/accountNotices'
import { useSession } from '@/stores/session'

import { usePolling } from './usePolling'

const ASK_EVERY = 60_000

export function useUnseenNotices() {
  const notices = useAccountNotices()
  const session = useSession()

  const count = computed(() => (session.may('notice.inspect') ? (notices.unseen ?? 0) : 0))
  const critical = computed(() => (session.may('notice.inspect') ? notices.critical : []))
  const badge = computed(() => (count.value > 99 ? '99+' : String(count.value)))
  const label = computed(() =>
    count.value > 0
      ? `${t('accountNotice.title')}: ${t('accountNotice.count', { count: count.value })}`
      : t('accountNotice.title'),
  )

  /** Begins to ask, now and every minute. */
  function watchNotices(): void {
    const ask = async () => session.may('notice.inspect') && notices.look()
    if (!document.hidden) void ask()
    usePolling(ask, ASK_EVERY)
  }

  return { count, critical, badge, label, watchNotices }
}

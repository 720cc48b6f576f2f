/** How many notices about the account nobody has seen; only an admin asks. */
import { computed, onScopeDispose } from 'vue'

import { t } from '@/i18n'
import { useAccountNotices } from '@/stores/accountNotices'
import { useSession } from '@/stores/session'

const ASK_EVERY = 60_000

export function useUnseenNotices() {
  const notices = useAccountNotices()
  const session = useSession()

  const count = computed(() => (session.isAdmin ? (notices.unseen ?? 0) : 0))
  const critical = computed(() => (session.isAdmin ? notices.critical : []))
  const badge = computed(() => (count.value > 99 ? '99+' : String(count.value)))
  const label = computed(() =>
    count.value > 0
      ? `${t('accountNotice.title')}: ${t('accountNotice.count', { count: count.value })}`
      : t('accountNotice.title'),
  )

  /** Begins to ask, now and every minute. */
  function watchNotices(): void {
    const ask = () => {
      if (session.isAdmin && !document.hidden) void notices.look()
    }
    ask()
    const timer = setInterval(ask, ASK_EVERY)
    onScopeDispose(() => clearInterval(timer))
  }

  return { count, critical, badge, label, watchNotices }
}

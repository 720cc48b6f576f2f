/** The settings pages that this person may see, and how much waits for them there. */
import { computed } from 'vue'

import { useLeftOver } from '@/composables/useLeftOver'
import { useUnseenNotices } from '@/composables/useUnseenNotices'
import { t } from '@/i18n'
import { useSession } from '@/stores/session'

import { PAGES, type SettingsPage } from './pages'

export function usePages() {
  const session = useSession()
  const leftOver = useLeftOver()
  const unseen = useUnseenNotices()
  const waiting: Record<string, Pick<typeof leftOver, 'count' | 'badge' | 'label'>> = {
    deliveries: leftOver,
    'account-notices': unseen,
  }

  const pages = computed(() => PAGES.filter(({ permission }) => permission === null || session.may(permission)))
  const count = computed(() => leftOver.count.value + unseen.count.value)
  const badge = computed(() => (count.value > 99 ? '99+' : String(count.value)))
  /** Settings, and what waits there; the number of the badge is a part of it (WCAG 2.5.3), and not in brackets, which do not count. */
  const label = computed(() => {
    const waits = [leftOver, unseen].filter((one) => one.count.value > 0).map((one) => one.label.value)
    return waits.length > 0 ? [`${t('settings.title')}: ${badge.value}`, ...waits].join(' · ') : t('settings.title')
  })

  /** What waits in one page; undefined while nothing does. */
  function waitingIn({ name }: SettingsPage) {
    const one = waiting[name]
    return one && one.count.value > 0 ? { badge: one.badge.value, label: one.label.value } : undefined
  }

  function watchCounts(): void {
    leftOver.watchCount()
    unseen.watchNotices()
  }

  return { pages, count, badge, label, waitingIn, watchCounts }
}

/** `(3) ACME`: how many conversations that are mine or wait for a person have something unread. */
import { computed, onScopeDispose, watchEffect } from 'vue'

import { t } from '@/i18n'
import { useConversations } from '@/stores/conversations'
import { useSession } from '@/stores/session'

/** Among the conversations that this page knows of. */
export function useUnread() {
  const conversations = useConversations()
  const session = useSession()

  return computed(
    () =>
      [...conversations.byId.values()].filter(
        (one) =>
          one.unread_count > 0 &&
          (one.status === 'waiting' || (one.status === 'open' && one.assigned_user_id === session.user?.id)),
      ).length,
  )
}

/** In the browser's tab, and on the icon of the installed app, where there is one. */
export function showBadge(unread: () => number, title: () => string, titleAfter = title): void {
  watchEffect(() => {
    void navigator.setAppBadge?.(unread()).catch(() => undefined)
    document.title = unread() > 0 ? `(${unread()}) ${title()}` : title()
  })
  onScopeDispose(() => {
    void navigator.clearAppBadge?.().catch(() => undefined)
    document.title = titleAfter()
  })
}

export function useTitleBadge(): void {
  const session = useSession()
  const unread = useUnread()

  showBadge(
    () => unread.value,
    () => session.tenant?.name ?? t('app.name'),
  )
}

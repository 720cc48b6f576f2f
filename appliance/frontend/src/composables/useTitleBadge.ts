/** `(3) Quadro · ACME`: how many conversations that are mine or wait for a person have something unread, and the page. */
import { computed, onScopeDispose, watchEffect } from 'vue'

import { t } from '@/i18n'
import { useConversations } from '@/stores/conversations'
import { useSession } from '@/stores/session'

import { pageTitle } from './usePageTitle'

/** Among the conversations that this page knows of. */
function useUnread() {
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
export function useTitleBadge(): void {
  const session = useSession()
  const unread = useUnread()
  const desk = () => session.tenant?.name ?? t('app.name')

  watchEffect(() => {
    const title = [pageTitle(), desk()].filter(Boolean).join(' · ')
    void navigator.setAppBadge?.(unread.value).catch(() => undefined)
    document.title = unread.value > 0 ? `(${unread.value}) ${title}` : title
  })
  onScopeDispose(() => {
    void navigator.clearAppBadge?.().catch(() => undefined)
    document.title = desk()
  })
}

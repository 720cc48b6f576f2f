/** `(3) ACME`: how many conversations that are mine or wait for a person have something unread. */
import { computed, onScopeDispose, watchEffect } from 'vue'

import { t } from '@/i18n'
import { useConversations } from '@/stores/conversations'
import { useSession } from '@/stores/session'

export function useTitleBadge(): void {
  const conversations = useConversations()
  const session = useSession()

  const unread = computed(
    () =>
      [...conversations.byId.values()].filter(
        (one) =>
          one.unread_count > 0 &&
          (one.status === 'waiting' || (one.status === 'open' && one.assigned_user_id === session.user?.id)),
      ).length,
  )
  const name = computed(() => session.tenant?.name ?? t('app.name'))

  watchEffect(() => {
    document.title = unread.value > 0 ? `(${unread.value}) ${name.value}` : name.value
  })
  onScopeDispose(() => {
    document.title = name.value
  })
}

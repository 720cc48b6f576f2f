/** What the browser's tab says beside the inbox: the page, at whose help desk, and how much is unread there. */
import { onScopeDispose, ref } from 'vue'

import { fetchConversations } from '@/api/conversations'
import { t } from '@/i18n'
import { useSession } from '@/stores/session'

import { usePolling } from './usePolling'
import { showBadge, useUnread } from './useTitleBadge'

/** Events are heard in the inbox alone: elsewhere the server is asked, soon and then every so often. */
const SOON = 3000
const EVERY = 30_000

export function usePageTitle(title: () => string): void {
  const session = useSession()
  const known = useUnread()
  const counted = ref<number | null>(null)

  async function count(): Promise<void> {
    if (!session.may('conversation.read')) return
    const [mine, waiting] = await Promise.all([
      fetchConversations({ status: 'open', assigned_user_id: 'me', unread: true }, null),
      fetchConversations({ status: 'waiting', unread: true }, null),
    ])
    counted.value = mine.data.length + waiting.data.length
  }

  const timer = setTimeout(() => void count().catch(() => undefined), SOON)
  onScopeDispose(() => clearTimeout(timer))
  usePolling(count, EVERY)
  showBadge(
    () => counted.value ?? known.value,
    () => [title(), session.tenant?.name].filter(Boolean).join(' · '),
    () => session.tenant?.name ?? t('app.name'),
  )
}

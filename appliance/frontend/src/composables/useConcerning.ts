/**
 * Beside the inbox no list brings the conversations that are mine or wait. They are asked for once, and again when
 * events were missed; events keep them true. The title counts them, and what is told of one depends on how it was.
 */
import { onScopeDispose, watch } from 'vue'

import { fetchConversations } from '@/api/conversations'
import { whileHere } from '@/realtime/live'
import { useConversations } from '@/stores/conversations'
import { useOffers } from '@/stores/offers'
import { useSession } from '@/stores/session'

/** Who goes from page to page asks once. */
const SOON = 3000

export function useConcerning(isInbox: () => boolean): void {
  const conversations = useConversations()
  const offers = useOffers()
  const session = useSession()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    if (isInbox() || !session.may('conversation.read')) return
    const asked = conversations.asking()
    const pages = await Promise.all([
      fetchConversations({ status: 'open', assigned_user_id: 'me' }, null),
      fetchConversations({ status: 'waiting', unread: true }, null),
    ])
    const found = pages.flatMap(({ data }) => data)
    conversations.keepAll(found, asked)
    if (!isInbox()) conversations.forgetUnheard(asked, [...found, ...offers.mine])
  }

  const look = () => void ask().catch(() => undefined) // as it was known until then

  watch(isInbox, (now) => {
    clearTimeout(timer)
    if (!now) timer = setTimeout(look, SOON)
  })
  whileHere({ resync: look })
  onScopeDispose(() => clearTimeout(timer))
}

/** Taking a conversation, closing and reopening it, from wherever there is a button for it. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import type { Closing } from '@/api/conversations'
import { ApiError } from '@/api/http'
import type { Id } from '@/api/types'
import { t } from '@/i18n'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { useNotices } from '@/stores/notices'

import { useAction } from './useAction'

export function useOwnership(id: () => Id) {
  const conversations = useConversations()
  const list = useConversationList()
  const counters = useCounters()
  const notices = useNotices()
  const router = useRouter()
  const route = useRoute()

  /** Runs the change; when somebody was first, shows how the conversation is now. */
  async function change(action: (id: Id) => Promise<unknown>): Promise<void> {
    const changed = id()
    try {
      await action(changed)
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        await conversations.fetch(changed)
        await meet(error.details['conversation_id'])
      }
      throw error
    }
    counters.refreshSoon()
  }

  /** The one that stands in the way, so that it can be offered instead. */
  async function meet(id: unknown): Promise<void> {
    if (typeof id === 'number') await conversations.fetch(id).catch(() => undefined) // the refusal says that there is one
  }

  /** What I take is from now on found under my own. */
  async function showMine(): Promise<void> {
    if (list.tab === 'all' || list.tab === 'queue') return
    await router.replace({ ...route, query: { tab: 'mine' } })
  }

  const taking = useAction(async () => {
    await change(conversations.takeOver)
    await showMine()
  })
  const closing = useAction(async (why?: Closing) => {
    await change((closed) => conversations.close(closed, why))
    notices.succeed(t('action.closed'))
  })
  const reopening = useAction(async () => {
    await change(conversations.reopen)
    await showMine()
  })

  return {
    takeOver: taking.run,
    close: closing.run,
    reopen: reopening.run,
    isBusy: computed(() => taking.isBusy.value || closing.isBusy.value || reopening.isBusy.value),
  }
}

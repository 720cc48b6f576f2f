/** The place of a waiting conversation in its queue, asked for anew when others joined or left. */
import { computed, onScopeDispose, watch } from 'vue'

import type { Conversation } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'

/** The thread asks for its conversation as it opens; and a rush of arrivals is one question. */
const PAUSE = 1000

export function useQueuePosition(conversation: () => Conversation) {
  const conversations = useConversations()
  const counters = useCounters()
  const isWaiting = computed(() => conversation().status === 'waiting')
  const position = computed(() => (isWaiting.value ? (conversation().queue_position ?? null) : null))
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOutdated = false

  function ask(): void {
    timer = undefined
    if (!isWaiting.value || (position.value !== null && !isOutdated)) return
    isOutdated = false
    conversations.fetch(conversation().id).catch(() => undefined) // it is only told where it is known
  }

  watch(
    [isWaiting, () => counters.stats?.waiting],
    ([waits, now], [, before]) => {
      if (before !== undefined && now !== before) isOutdated = true
      if (waits) timer ??= setTimeout(ask, PAUSE)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return position
}

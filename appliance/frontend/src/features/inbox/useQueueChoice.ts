/** The queues that the tab of queues offers: one's own first; who sees everything may look into the others too. */
import { computed } from 'vue'

import type { Id } from '@/api/types'
import { useQueues } from '@/stores/queues'
import { useSession } from '@/stores/session'

export function useQueueChoice() {
  const queues = useQueues()
  const session = useSession()

  const mine = computed(() => queues.all.filter((one) => session.queueIds.has(one.id)))
  const offered = computed(() =>
    session.may('conversation.see_all') ? [...mine.value, ...queues.all.filter((one) => !session.queueIds.has(one.id))] : mine.value,
  )
  /** Where one lands; undefined while there is nowhere to look. */
  const first = computed<Id | undefined>(() => offered.value[0]?.id)

  /** While nobody knows the queues yet, what the address says is taken for right. */
  const isOffered = (id: Id | 'none' | undefined) => id !== undefined && (queues.state === 'loading' || offered.value.some((one) => one.id === id))

  return { offered, first, isOffered }
}

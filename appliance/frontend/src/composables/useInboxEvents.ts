/** While the inbox is on screen: what it shows is fetched again when events were missed. */
import type { Ref } from 'vue'

import { ApiError } from '@/api/http'
import type { Id } from '@/api/types'
import type { ConversationEvent, MessageEvent } from '@/realtime/events'
import { whileHere } from '@/realtime/live'
import { useConnection } from '@/stores/connection'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { useLabels } from '@/stores/labels'
import { useMessages } from '@/stores/messages'
import { usePeople } from '@/stores/people'
import { useScheduled } from '@/stores/scheduled'
import { useSending } from '@/stores/sending'

export function useInboxEvents(openId: Ref<Id | null>): void {
  const conversations = useConversations()
  const counters = useCounters()
  const labels = useLabels()
  const list = useConversationList()
  const messages = useMessages()
  const people = usePeople()
  const scheduled = useScheduled()
  const sending = useSending()

  function load(): void {
    labels.load().catch(() => undefined) // the next connection asks again
    sending.load().catch(() => undefined) // as above
  }

  function connected(): void {
    load()
    people.load().catch(() => undefined) // who is new has no name yet; as above
  }

  function resync(): void {
    void list.refresh()
    counters.refreshSoon()
    if (openId.value === null) return
    void messages.refresh(openId.value)
    scheduled.load(openId.value).catch(() => undefined) // shown as it was until then
    void look(openId.value)
  }

  /** Nobody told us if the open conversation went out of our sight meanwhile. */
  async function look(id: Id): Promise<void> {
    try {
      await conversations.fetch(id)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) return
      conversations.forget(id)
      messages.forget(id)
    }
  }

  /** Those whom an event names. */
  const meet = (event: ConversationEvent | MessageEvent) =>
    people.meet([event.conversation?.assigned_user_id, event.conversation?.offered_to_id, 'message' in event ? event.message.sender_user_id : null])

  whileHere({
    connected,
    resync,
    'message.created': meet,
    'message.updated': meet,
    'conversation.updated': meet,
    presence: ({ user_id }) => people.meet([user_id]),
    looking: ({ people: here }) => people.meet(here.map((one) => one.user_id)),
  })
  if (useConnection().isUp) load() // who comes from another page hears of no new connection
}

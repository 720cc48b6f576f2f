/** Leads the socket's events to the stores while the inbox is on screen. */
import { onScopeDispose, type Ref } from 'vue'

import { ApiError } from '@/api/http'
import type { Conversation, Id } from '@/api/types'
import { connectRealtime } from '@/realtime/client'
import { Dispatcher } from '@/realtime/dispatcher'
import type { ConversationEvent, MessageEvent } from '@/realtime/events'
import { useConnection } from '@/stores/connection'
import { useContactDetails } from '@/stores/contactDetails'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { useLabels } from '@/stores/labels'
import { useMentions } from '@/stores/mentions'
import { useMessages } from '@/stores/messages'
import { useLooking } from '@/stores/looking'
import { useOffers } from '@/stores/offers'
import { useOutbox } from '@/stores/outbox'
import { usePeople } from '@/stores/people'
import { useQueues } from '@/stores/queues'
import { useScheduled } from '@/stores/scheduled'
import { useSending } from '@/stores/sending'
import { useSession } from '@/stores/session'
import { useTemplateChoice } from '@/stores/templateChoice'

import { sayLooking } from './useLooking'
import { cameBack } from './useRecovery'

export function useInboxEvents(
  openId: Ref<Id | null>,
  onMessage: (event: MessageEvent) => void,
  onChange: (now: Conversation, before: Conversation | undefined) => void,
  onMention: (conversationId: Id) => void,
  connect = connectRealtime,
): void {
  const connection = useConnection()
  const contactDetails = useContactDetails()
  const conversations = useConversations()
  const list = useConversationList()
  const counters = useCounters()
  const labels = useLabels()
  const mentions = useMentions()
  const messages = useMessages()
  const looking = useLooking()
  const offers = useOffers()
  const outbox = useOutbox()
  const people = usePeople()
  const queues = useQueues()
  const scheduled = useScheduled()
  const sending = useSending()
  const session = useSession()
  const templateChoice = useTemplateChoice()
  const dispatcher = new Dispatcher()

  function conversationChanged({ conversation }: ConversationEvent): void {
    if (conversation) {
      const before = conversations.find(conversation.id)
      list.place(conversations.keep(conversation))
      onChange(conversation, before)
    }
  }

  function forget(id: Id): void {
    conversations.forget(id)
    messages.forget(id)
  }

  function messageCame(event: MessageEvent): void {
    messageChanged(event)
    onMessage(event)
  }

  function messageChanged(event: MessageEvent): void {
    messages.receive(event.message)
    scheduled.receive(event.message)
    conversationChanged(event)
  }

  function connected(): void {
    connection.connected()
    cameBack()
    sayLooking()
    session.load().catch(() => undefined) // one's rights may be others now; asked again every minute
    queues.load().catch(() => undefined) // as below
    offers.load().catch(() => undefined) // as below
    labels.load().catch(() => undefined) // as below
    void mentions.load()
    people.load().catch(() => undefined) // who is new has no name yet; the next connection asks again
    sending.load().catch(() => undefined) // as above
    void outbox.recoverAndSend()
  }

  /** Events were missed: the truth is at the server. */
  function resync(): void {
    messages.forgetAllBut(openId.value)
    void list.refresh()
    void mentions.load()
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
      if (error instanceof ApiError && error.status === 404) forget(id)
    }
  }

  /** What is shown may no longer be ours to see. */
  function moved(): void {
    conversations.forgetAllBut(openId.value)
  }

  dispatcher.subscribe({
    'message.created': messageCame,
    'message.updated': messageChanged,
    'conversation.updated': conversationChanged,
    'contact.changed': (event) => {
      conversationChanged(event)
      if (event.conversation) contactDetails.heard(event.conversation.contact.id)
    },
    'thread.changed': (event) => {
      conversationChanged(event)
      void messages.reload(event.conversation_id)
    },
    'conversation.left': (event) => {
      forget(event.conversation_id)
    },
    'counters.updated': ({ stats }) => counters.receive(stats),
    'sending.updated': sending.keep,
    presence: people.note,
    looking: looking.receive,
    'labels.updated': (event) => labels.receive(event.labels),
    'mention.created': (event) => {
      void mentions.load()
      onMention(event.conversation_id)
    },
    'template.updated': ({ template }) => templateChoice.receive(template),
    connected,
    disconnected: connection.disconnected,
    refused: () => void session.load().catch(() => undefined), // unreachable: the next refusal asks again
    moved,
    resync,
  })
  outbox.recover()
  onScopeDispose(connect(dispatcher))
}

/** Leads the socket's events to the stores, on whatever page one is: who has the app open is there, and hears. */
import { onScopeDispose, type Ref } from 'vue'

import type { Conversation, Id } from '@/api/types'
import { connectRealtime } from '@/realtime/client'
import type { ConversationEvent, MessageEvent } from '@/realtime/events'
import { live, whileHere } from '@/realtime/live'
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
import { useSupportAccess } from '@/stores/supportAccess'
import { useTemplateChoice } from '@/stores/templateChoice'

import { sayLooking } from './useLooking'
import { cameBack } from './useRecovery'

interface Told {
  arrived: (event: MessageEvent) => void
  changed: (now: Conversation, before: Conversation | undefined) => void
  mentioned: (conversationId: Id) => void
}

/** What only the inbox shows is fetched there (useInboxEvents): elsewhere an event asks for no list. */
export function useLiveEvents(openId: Ref<Id | null>, { arrived, changed, mentioned }: Told, connect = connectRealtime): void {
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
  const support = useSupportAccess()
  const templateChoice = useTemplateChoice()

  function conversationChanged({ conversation }: ConversationEvent): void {
    if (conversation) {
      const before = conversations.find(conversation.id)
      list.place(conversations.keep(conversation))
      changed(conversation, before)
    }
  }

  function forget(id: Id): void {
    conversations.forget(id)
    messages.forget(id)
  }

  function messageCame(event: MessageEvent): void {
    messageChanged(event)
    arrived(event)
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
    queues.load().catch(() => undefined) // the next connection asks again
    offers.load().catch(() => undefined) // as above
    void mentions.load()
    void support.look()
    void outbox.recoverAndSend()
  }

  /** Events were missed: the truth is at the server. */
  function resync(): void {
    messages.forgetAllBut(openId.value)
    void mentions.load()
  }

  /** What is shown may no longer be ours to see. */
  function moved(): void {
    conversations.forgetAllBut(openId.value)
  }

  whileHere({
    'message.created': messageCame,
    'message.updated': messageChanged,
    'conversation.updated': conversationChanged,
    'contact.changed': (event) => {
      conversationChanged(event)
      if (event.conversation) contactDetails.heard(event.conversation.contact.id, openId.value !== null)
    },
    'thread.changed': (event) => {
      conversationChanged(event)
      if (event.conversation_id === openId.value) void messages.reload(event.conversation_id)
      else messages.forget(event.conversation_id) // fetched when it is opened again
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
      mentioned(event.conversation_id)
    },
    'support.updated': () => void support.look(),
    'template.updated': ({ template }) => templateChoice.receive(template),
    connected,
    disconnected: connection.disconnected,
    refused: () => void session.load().catch(() => undefined), // unreachable: the next refusal asks again
    moved,
    resync,
  })
  outbox.recover()
  const hangUp = connect(live)
  onScopeDispose(() => {
    hangUp()
    connection.clear()
  })
}

/** Leads the socket's events to the stores while the inbox is on screen. */
import { onScopeDispose, type Ref } from 'vue'

import type { Id } from '@/api/types'
import { connectRealtime } from '@/realtime/client'
import { Dispatcher } from '@/realtime/dispatcher'
import type { ConversationEvent, MessageEvent } from '@/realtime/events'
import { useConnection } from '@/stores/connection'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { useMessages } from '@/stores/messages'
import { useOutbox } from '@/stores/outbox'
import { usePeople } from '@/stores/people'
import { useScheduled } from '@/stores/scheduled'
import { useSending } from '@/stores/sending'
import { useSession } from '@/stores/session'
import { useTemplateChoice } from '@/stores/templateChoice'

export function useInboxEvents(
  openId: Ref<Id | null>,
  onMessage: (event: MessageEvent) => void,
  connect = connectRealtime,
): void {
  const connection = useConnection()
  const conversations = useConversations()
  const list = useConversationList()
  const counters = useCounters()
  const messages = useMessages()
  const outbox = useOutbox()
  const people = usePeople()
  const scheduled = useScheduled()
  const sending = useSending()
  const session = useSession()
  const templateChoice = useTemplateChoice()
  const dispatcher = new Dispatcher()

  function conversationChanged({ conversation }: ConversationEvent): void {
    if (conversation) list.place(conversations.keep(conversation))
    counters.refreshSoon()
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
    people.load().catch(() => undefined) // who is new has no name yet; the next connection asks again
    sending.load().catch(() => undefined) // as above
    void outbox.recoverAndSend()
  }

  /** Events were missed: the truth is at the server. */
  function resync(): void {
    messages.forgetAllBut(openId.value)
    void list.refresh()
    counters.refreshSoon()
    if (openId.value === null) return
    void messages.refresh(openId.value)
    scheduled.load(openId.value).catch(() => undefined) // shown as it was until then
    conversations.fetch(openId.value).catch(() => undefined) // the thread itself says if it is gone
  }

  dispatcher.subscribe({
    'message.created': messageCame,
    'message.updated': messageChanged,
    'conversation.updated': conversationChanged,
    'thread.changed': (event) => {
      conversationChanged(event)
      void messages.reload(event.conversation_id)
    },
    'sending.updated': sending.keep,
    'template.updated': ({ template }) => templateChoice.receive(template),
    connected,
    disconnected: connection.disconnected,
    refused: () => void session.load().catch(() => undefined), // unreachable: the next refusal asks again
    resync,
  })
  outbox.recover()
  onScopeDispose(connect(dispatcher))
}

/** The messages of the conversations that were opened. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { retryDownload } from '@/api/media'
import { fetchMessage, fetchMessages, fetchMessagesAround, fetchNewerMessages, react, resendMessage, takeReactionBack } from '@/api/messages'
import type { ReactionData } from '@/api/metadata'
import type { Id, Message, Page } from '@/api/types'

import { makeHearing } from './hearing'
import { mergeMessages } from './mergeMessages'
import { useOutbox, type Said } from './outbox'

export interface Thread {
  messages: Message[]
  olderCursor: string | null
  /** Where later messages go on, while one looks at what lies back; null: all that was said since is here. */
  newerCursor: string | null
  state: 'loading' | 'ready' | 'failed'
  isLoadingOlder: boolean
  isLoadingNewer: boolean
}

export const useMessages = defineStore('messages', () => {
  const threads = ref(new Map<Id, Thread>())
  /** What answers quote, of messages that are not loaded. */
  const quotes = ref(new Map<Id, Message>())
  const quotesAsked = new Set<Id>()
  const outbox = useOutbox()
  const { asking, heard, isOvertaken } = makeHearing()

  const threadOf = (id: Id) => threads.value.get(id)

  /** Shows what is already here at once and fetches the newest page. */
  async function open(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (thread?.state !== 'ready' || thread.newerCursor !== null) {
      threads.value.set(id, { messages: [], olderCursor: null, newerCursor: null, state: 'loading', isLoadingOlder: false, isLoadingNewer: false })
    }
    await refresh(id)
  }

  /** Throws nothing: the thread says that it failed and offers another try. Who looks at what lies back stays there. */
  async function refresh(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread || thread.newerCursor !== null) return
    const asked = asking()
    try {
      adopt(thread, await fetchMessages(id), asked)
      thread.state = 'ready'
    } catch {
      if (thread.state === 'loading') thread.state = 'failed'
    }
  }

  function adopt(thread: Thread, page: Page<Message>, asked: number): void {
    const known = new Set(thread.messages.map((one) => one.id))
    const hasHole = page.next_cursor !== null && !page.data.some((one) => known.has(one.id))
    if (hasHole || thread.state !== 'ready') thread.olderCursor = page.next_cursor
    const told = thread.messages.filter((one) => isOvertaken(one.id, asked))
    const current = hasHole ? told : thread.messages
    thread.messages = mergeMessages(mergeMessages(current, page.data), told)
    settle(page)
  }

  async function loadOlder(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread?.olderCursor || thread.isLoadingOlder) return
    const asked = asking()
    thread.isLoadingOlder = true
    try {
      const page = await fetchMessages(id, thread.olderCursor)
      const told = thread.messages.filter((one) => isOvertaken(one.id, asked))
      thread.messages = mergeMessages(mergeMessages(thread.messages, page.data), told)
      thread.olderCursor = page.next_cursor
      settle(page)
    } finally {
      thread.isLoadingOlder = false
    }
  }

  /** One that an answer quotes and no page holds that was loaded; undefined until it has come, or for good. */
  function quoted(id: Id): Message | undefined {
    const found = quotes.value.get(id)
    if (quotesAsked.has(id)) return found
    quotesAsked.add(id)
    fetchMessage(id)
      .then((message) => quotes.value.set(id, message))
      .catch(() => undefined) // the answer stands without it; the quote says that it is from before
    return found
  }

  /** To a message that is not here: the page around it takes the place of what is, unless they meet. Throws ApiError. */
  async function lookBack(id: Id, messageId: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread || thread.messages.some((one) => one.id === messageId)) return
    const page = await fetchMessagesAround(id, messageId)
    const meets = page.data.some((one) => one.id === thread.messages[0]?.id)
    if (!meets) thread.newerCursor = page.newer_cursor
    thread.olderCursor = page.next_cursor
    thread.messages = mergeMessages(meets ? thread.messages : [], page.data)
    settle(page)
    if (thread.newerCursor === null) await refresh(id)
  }

  async function loadNewer(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread?.newerCursor || thread.isLoadingNewer) return
    thread.isLoadingNewer = true
    try {
      const page = await fetchNewerMessages(id, thread.newerCursor)
      thread.messages = mergeMessages(thread.messages, page.data)
      thread.newerCursor = page.newer_cursor
    } finally {
      thread.isLoadingNewer = false
    }
    await refresh(id) // once one is back: what was told meanwhile was passed over
  }

  /** From what lies back to what was said last. Throws ApiError. */
  async function toPresent(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread?.newerCursor) return
    const page = await fetchMessages(id)
    Object.assign(thread, { newerCursor: null, olderCursor: page.next_cursor, messages: mergeMessages([], page.data) })
    settle(page)
    await refresh(id) // as above
  }

  /** A message as an event tells it, new or changed: the newest there is. */
  function receive(message: Message): void {
    heard(message.id)
    show(message)
  }

  /** A message as the server answered when it was asked at `asked`; what an event told since then stays. */
  function receiveAnswer(message: Message, asked: number): void {
    if (isOvertaken(message.id, asked) && isShown(message)) outbox.settle(message.client_key)
    else show(message)
  }

  function show(message: Message): void {
    outbox.settle(message.client_key)
    const thread = threads.value.get(message.conversation_id)
    if (!thread) return
    if (isInThread(message)) {
      if (thread.newerCursor === null || isShown(message)) thread.messages = mergeMessages(thread.messages, [message])
    } else thread.messages = thread.messages.filter((one) => one.id !== message.id)
  }

  const isShown = ({ conversation_id, id }: Message) =>
    threadOf(conversation_id)?.messages.some((one) => one.id === id) ?? false

  /** Shown at once below all that is there. Throws nothing. */
  const send = (id: Id, said: string | Said) => outbox.add(id, said, threadOf(id)?.messages.at(-1)?.sent_at)

  /** Ours, or none with ''. Shown at once, taken back when the server will not have it. Throws ApiError. */
  async function setReaction(message: Message, emoji: string): Promise<void> {
    const before = message.metadata?.reactions ?? []
    const theirs = before.filter((one) => one.by !== 'business')
    showReactions(message, emoji ? [...theirs, { by: 'business', emoji }] : theirs)
    const asked = asking()
    try {
      receiveAnswer(await (emoji ? react(message.id, emoji) : takeReactionBack(message.id)), asked)
    } catch (error) {
      showReactions(message, before)
      throw error
    }
  }

  function showReactions({ conversation_id, id }: Message, reactions: ReactionData[]): void {
    const shown = threadOf(conversation_id)?.messages.find((one) => one.id === id)
    if (shown) show({ ...shown, metadata: { ...shown.metadata, reactions } })
  }

  async function resend(id: Id): Promise<void> {
    const asked = asking()
    receiveAnswer(await resendMessage(id), asked)
  }

  /** The file is fetched anew: what comes of it arrives as an event; until then it is on its way. */
  async function retryMedia(conversationId: Id, mediaId: Id): Promise<void> {
    await retryDownload(mediaId)
    const message = threadOf(conversationId)?.messages.find((one) => one.metadata?.media?.id === mediaId)
    const media = message?.metadata?.media
    if (media?.state === 'failed') media.state = 'pending'
  }

  /** Messages left it or came from another: what was fetched of it may not be there any more. Throws nothing. */
  async function reload(id: Id): Promise<void> {
    const thread = threads.value.get(id)
    if (!thread) return
    Object.assign(thread, { messages: [], newerCursor: null, state: 'loading' })
    await refresh(id)
  }

  /** Of a conversation that one may no longer see. */
  const forget = (id: Id) => threads.value.delete(id)

  /** Events were missed: only the open conversation is worth keeping, it is fetched again. */
  function forgetAllBut(openId: Id | null): void {
    for (const id of threads.value.keys()) if (id !== openId) threads.value.delete(id)
  }

  function clear(): void {
    threads.value.clear()
    quotes.value.clear()
    quotesAsked.clear()
  }

  const settle = (page: Page<Message>) => page.data.forEach((one) => outbox.settle(one.client_key))

  // it is new: an event that told of it came after it was sent
  outbox.onStored((message) => receiveAnswer(message, 0))

  return {
    ...{ threadOf, open, refresh, loadOlder, loadNewer, lookBack, toPresent, quoted, receive, receiveAnswer, send, resend },
    ...{ setReaction, retryMedia, reload, forget, forgetAllBut, clear, asking, isOvertaken },
  }
})

/** What is not sent yet has its own list; a reaction belongs to the message it is about. */
function isInThread({ status, message_type, sender_type }: Message): boolean {
  if (status === 'scheduled' || status === 'cancelled') return false
  return message_type !== 'reaction' || sender_type === 'customer'
}

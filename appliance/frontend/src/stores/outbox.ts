/** What was said here and the server does not have yet: sent one after another, as it was said. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { ApiError } from '@/api/http'
import { sendMessage, type MessageBody } from '@/api/messages'
import type { MessageMetadata } from '@/api/metadata'
import type { Id, Message } from '@/api/types'

import { useAttachments, type Attachment } from './attachments'
import { newKey } from './newKey'
import { useSession } from './session'
import { byTime, dropUnsent, keepUnsent, onUnsentDropped, readUnsent, type Outgoing } from './unsent'

/** With so many on their way no more are taken in. */
export const OUTBOX_LIMIT = 50
/** A reply that leaves by itself a day later would surprise the one who wrote it and the one who reads it. */
const BY_ITSELF_FOR = 24 * 3_600_000
const PAUSE = 10_000
/** Refusals of the moment, not of the message: busy, signed out, or signed in anew in another tab. */
const PASSING = [401, 408, 425, 429]

/** Something to be sent that is more than text. */
export interface Said {
  body: MessageBody
  /** What its bubble shows until the server says it; by default the body's own. */
  content?: string
  metadata?: MessageMetadata
  reply_to?: Id | null
  /** The file it goes with, by its key. */
  attachment?: string
}

export const useOutbox = defineStore('outbox', () => {
  const session = useSession()
  const attachments = useAttachments()
  const everybodys = ref<Outgoing[]>([])
  let isSending = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let whenStored: (message: Message) => void = () => {}

  const me = () => session.user?.id ?? 0
  const mine = computed(() => everybodys.value.filter((one) => one.user_id === me()))
  const isFull = computed(() => mine.value.length >= OUTBOX_LIMIT)
  const of = (conversationId: Id) => mine.value.filter((one) => one.conversation_id === conversationId)
  const find = (clientKey: string) => mine.value.find((one) => one.client_key === clientKey)

  /** Called with every message that the server took. */
  const onStored = (callback: (message: Message) => void) => (whenStored = callback)

  /**
   * Appears at once, not above `after`; resolves when the server had its chance. Throws nothing: what went
   * wrong shows in the bubble. A mere text is a text message.
   */
  async function add(conversationId: Id, said: string | Said, after = ''): Promise<void> {
    const { body, content, metadata, reply_to, attachment } = asSaid(said)
    const now = new Date().toISOString()
    const outgoing: Outgoing = {
      client_key: newKey(),
      user_id: me(),
      conversation_id: conversationId,
      content: content ?? body.content ?? '',
      body,
      metadata: metadata ?? {},
      reply_to: reply_to ?? null,
      attachment: attachment ?? null,
      sent_at: Date.parse(after) > Date.parse(now) ? after : now,
      state: 'sending',
      error: null,
    }
    everybodys.value.push(outgoing)
    const file = attachments.find(outgoing.attachment)
    if (file && file.state !== 'uploading') fileSettled(file)
    else keepUnsent(outgoing)
    await sendAll()
  }

  /** The file that a message waited for is uploaded, or could not be. */
  function fileSettled(file: Attachment): void {
    const outgoing = mine.value.find((one) => one.attachment === file.key)
    if (!outgoing) return
    if (file.media) {
      Object.assign(outgoing, {
        attachment: null,
        body: { ...outgoing.body, media_id: file.media.id },
        metadata: { ...outgoing.metadata, media: file.media },
      })
      attachments.forget(file.key)
      keepUnsent(outgoing)
    } else Object.assign(outgoing, { state: 'failed', error: file.error })
    void sendAll()
  }

  /** One more try under the same key: if an earlier one did arrive, it stays one message. */
  async function sendAgain(clientKey: string): Promise<void> {
    const outgoing = find(clientKey)
    if (!outgoing) return
    Object.assign(outgoing, { state: 'sending', error: null })
    if (outgoing.attachment && attachments.find(outgoing.attachment)?.state === 'failed') attachments.retry(outgoing.attachment)
    keepUnsent(outgoing)
    await sendAll()
  }

  /** What WhatsApp does not take as a picture, say, it may take as a file. */
  async function sendAsDocument(clientKey: string): Promise<void> {
    const outgoing = find(clientKey)
    if (!outgoing?.attachment) return
    outgoing.body = { ...outgoing.body, message_type: 'document' }
    attachments.retry(outgoing.attachment, 'document')
    await sendAgain(clientKey)
  }

  /** It is not to be sent any more, nor its file kept. */
  function discard(clientKey: string): void {
    const outgoing = find(clientKey)
    if (outgoing?.attachment) attachments.discard(outgoing.attachment)
    if (outgoing?.body.media_id) attachments.discardMedia(outgoing.body.media_id)
    drop(clientKey)
  }

  /** Gone from here only: the file is needed elsewhere. */
  function drop(clientKey: string): void {
    const outgoing = find(clientKey)
    if (outgoing) dropUnsent(outgoing)
    remove(clientKey)
  }

  /** Takes up what an earlier page, or another tab, left unsent. */
  function recover(): void {
    const known = new Set(everybodys.value.map((one) => one.client_key))
    const found = readUnsent(me()).filter((one) => !known.has(one.client_key))
    everybodys.value = [...everybodys.value, ...found].sort(byTime)
    giveUpOld()
    if (mine.value.some((one) => one.state === 'waiting')) sendLater()
  }

  /** The server seems to be there (again): also for files that it did not get. */
  async function recoverAndSend(): Promise<void> {
    recover()
    const resumed = new Set(attachments.retryLost())
    for (const one of mine.value) {
      if (one.attachment && resumed.has(one.attachment)) Object.assign(one, { state: 'sending', error: null })
    }
    await sendAll()
  }

  async function sendAll(): Promise<void> {
    if (isSending) return // whoever is at it comes to the new one too
    isSending = true
    stopTimer()
    const stuck = new Set<Id>()
    let trouble: unknown
    for (let next = nextToSend(stuck); next; next = nextToSend(stuck)) {
      const error = await send(next)
      if (error === undefined) continue
      trouble = error
      stuckBy(error, next).forEach((id) => stuck.add(id))
    }
    isSending = false
    for (const one of mine.value) {
      if (one.state === 'sending' && !isHeldByFile(one)) Object.assign(one, { state: 'waiting', error: trouble })
    }
    if (trouble) sendLater(trouble)
  }

  function nextToSend(stuck: Set<Id>): Outgoing | undefined {
    giveUpOld()
    return mine.value.find((one) => one.state !== 'failed' && !stuck.has(one.conversation_id) && !isHeldByFile(one))
  }

  /** Text need not wait for a large file; the files of a conversation keep their order. */
  function isHeldByFile(outgoing: Outgoing): boolean {
    if (outgoing.attachment !== null) return true
    if (outgoing.body.media_id === undefined) return false
    const before = mine.value.slice(0, mine.value.indexOf(outgoing))
    return before.some((one) => one.attachment && one.state === 'sending' && one.conversation_id === outgoing.conversation_id)
  }

  /** What must not overtake the one in trouble: its own conversation's, or all when nobody is there. */
  function stuckBy(trouble: unknown, outgoing: Outgoing): Id[] {
    const isItsOwn = trouble instanceof ApiError && trouble.status >= 500
    return isItsOwn ? [outgoing.conversation_id] : mine.value.map((one) => one.conversation_id)
  }

  /** What kept the server from answering, if it did not. */
  async function send(outgoing: Outgoing): Promise<unknown> {
    const { conversation_id, body, reply_to, client_key } = outgoing
    try {
      const message = await sendMessage({ ...body, conversation_id, client_key, ...(reply_to ? { reply_to } : {}) })
      settle(client_key)
      whenStored({ ...message, client_key })
    } catch (error) {
      if (!find(client_key)) return // discarded, or nobody's any more
      if (!isRefusal(error)) return error
      Object.assign(outgoing, { state: 'failed', error })
      keepUnsent(outgoing)
    }
    return undefined
  }

  function sendLater(trouble?: unknown): void {
    const asked = trouble instanceof ApiError ? Number(trouble.details['retry_after']) * 1000 : NaN
    timer ??= setTimeout(() => void sendAll(), asked || PAUSE)
  }

  function stopTimer(): void {
    clearTimeout(timer)
    timer = undefined
  }

  function giveUpOld(): void {
    const oldest = Date.now() - BY_ITSELF_FOR
    for (const one of mine.value) {
      if (one.state !== 'waiting' || Date.parse(one.sent_at) > oldest) continue
      Object.assign(one, { state: 'failed', error: new ApiError('too_old', '', 0) })
    }
  }

  /** The server has it. */
  function settle(clientKey: string | null | undefined): void {
    if (clientKey && find(clientKey)) drop(clientKey)
  }

  function remove(clientKey: string): void {
    everybodys.value = everybodys.value.filter((one) => one.client_key !== clientKey)
  }

  /** Only from this page: what is to survive is stored. */
  function clear(): void {
    stopTimer()
    everybodys.value = []
  }

  attachments.onSettled(fileSettled)
  onUnsentDropped((userId, clientKey) => {
    if (userId === me()) remove(clientKey)
  })

  return { isFull, of, onStored, add, sendAgain, sendAsDocument, discard, drop, recover, recoverAndSend, settle, clear }
})

function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.code === 'csrf') return false
  return error.status >= 400 && error.status < 500 && !PASSING.includes(error.status)
}

const asSaid = (said: string | Said): Said =>
  typeof said === 'string' ? { body: { message_type: 'text', content: said } } : said

/** What is being written to one customer: words, files, the message they answer; and sending it, now or later. */
import { computed, ref } from 'vue'

import type { MessageBody, NewMessage } from '@/api/messages'
import type { Conversation } from '@/api/types'
import { unfilledIn } from '@/features/cannedAnswers/variables'
import { t } from '@/i18n'
import { useAttachments, type Attachment } from '@/stores/attachments'
import { useDrafts } from '@/stores/drafts'
import { useLimits } from '@/stores/limits'
import { useMessages } from '@/stores/messages'
import { newKey } from '@/stores/newKey'
import { useNotices } from '@/stores/notices'
import { OUTBOX_LIMIT, useOutbox, type Said } from '@/stores/outbox'
import { useReplies } from '@/stores/replies'
import { useScheduled } from '@/stores/scheduled'
import { useSignature } from '@/stores/signature'

import { messageTypeOf, takesCaption } from './files'
import { shownOf } from './shownOf'

/** So long after something was sent another click in the same place is still meant for that. */
const ECHO_FOR = 1000

export type Composer = ReturnType<typeof useComposer>

export function useComposer(conversation: () => Conversation) {
  const attachments = useAttachments()
  const drafts = useDrafts()
  const limits = useLimits()
  const messages = useMessages()
  const notices = useNotices()
  const outbox = useOutbox()
  const replies = useReplies()
  const scheduled = useScheduled()
  const signature = useSignature()
  const id = () => conversation().id
  void limits.load()
  void signature.know()
  attachments.recover(id())

  const tray = computed(() => attachments.of(id()))
  const chosen = ref<string | null>(null)
  const selected = computed(() => tray.value.find((one) => one.key === chosen.value) ?? tray.value[0] ?? null)
  /** The file below which the words will stand; null: they are a message of their own. */
  const captioned = computed(() => (selected.value && takesCaption(selected.value.kind) ? selected.value : null))

  const text = computed({
    get: () => captioned.value?.caption ?? drafts.textOf(id()),
    set: (next) => (captioned.value ? attachments.write(captioned.value.key, next) : drafts.write(id(), next)),
  })
  /** The signature takes its part. Null before the server has told. */
  const roomIn = (most: number | undefined) => (most === undefined ? null : most - signature.prefix.length)
  const textLimit = computed(() => roomIn(limits.limits?.text.content))
  const captionLimit = computed(() => roomIn(limits.limits?.image.caption))
  const limit = computed(() => (captioned.value ? captionLimit.value : textLimit.value))
  /** Counted as the server counts: an emoji is one character, not two. Null before the server has told its limit. */
  const room = computed(() => (limit.value === null ? null : limit.value - lengthOf(text.value)))

  const ready = computed(() => tray.value.filter((one) => one.state !== 'failed'))
  const hasWords = computed(() => drafts.textOf(id()).trim() !== '')
  const fits = computed(() => {
    const [most, mostBelow] = [textLimit.value ?? Infinity, captionLimit.value ?? Infinity]
    return lengthOf(drafts.textOf(id())) <= most && tray.value.every((one) => lengthOf(one.caption) <= mostBelow)
  })
  /** Variables of a canned answer that nobody could fill in, as they stand in the text. */
  const unfilled = computed(() => {
    const texts = [drafts.textOf(id()), ...tray.value.map((one) => one.caption)]
    return [...new Set(texts.flatMap(unfilledIn).map(({ name }) => `{{${name}}}`))]
  })
  const isEmpty = computed(() => tray.value.length === 0 && !hasWords.value)
  const canSend = computed(() => (ready.value.length > 0 || hasWords.value) && fits.value && unfilled.value.length === 0)
  const canSchedule = computed(() => canSend.value && tray.value.every((one) => one.state === 'ready'))

  /** Kept in the outbox, then gone from the field, in one go: a second click has nothing to send. */
  function send(): void {
    if (!canSend.value || !hasRoom()) return
    for (const file of ready.value) {
      attachments.take(file.key)
      const { body, content } = fileBody(file)
      say({ body, content: signed(content), attachment: file.key })
    }
    if (hasWords.value) say({ body: textBody(), content: signed(drafts.textOf(id()).trim()) })
    drafts.write(id(), '')
  }

  /** A file that is not shown beside the field first: what was recorded. */
  function sendFile(file: Attachment): void {
    if (!hasRoom()) return
    attachments.take(file.key)
    say({ ...fileBody(file), attachment: file.key })
  }

  /** Of a kind that has its own form. */
  function sendBody(body: MessageBody, shown: Partial<Said> = {}): void {
    if (hasRoom()) say({ ...shownOf(body), ...shown, body })
  }

  let sentAt = -Infinity
  /** What takes the place of "send" must not be pressed by the second click of a double one, or by an impatient third. */
  const hasJustSent = () => performance.now() - sentAt < ECHO_FOR

  /** The first that is said answers what was chosen. */
  function say(said: Said): void {
    sentAt = performance.now()
    void messages.send(id(), { ...said, reply_to: replies.to(id()) })
    replies.choose(id(), null)
  }

  function hasRoom(): boolean {
    if (outbox.isFull) notices.show('error', t('composer.outboxFull', { count: OUTBOX_LIMIT }))
    return !outbox.isFull
  }

  /** What was asked for keeps its key: asked again after no answer, it is still scheduled once. */
  const keys = new Map<string, string>()

  /** Throws ApiError; what was not taken is still where it was. */
  async function scheduleBody(body: MessageBody, at: string): Promise<void> {
    const reply_to = replies.to(id())
    const message = { ...body, conversation_id: id(), scheduled_at: at, ...(reply_to ? { reply_to } : {}) }
    const asked = JSON.stringify(message)
    keys.set(asked, keys.get(asked) ?? newKey())
    await scheduled.add({ ...message, client_key: keys.get(asked)! } satisfies NewMessage)
    keys.delete(asked)
    replies.choose(id(), null)
  }

  /** All that stands in the field and beside it. Throws as above. */
  async function schedule(at: string): Promise<void> {
    for (const file of [...tray.value]) {
      await scheduleBody({ ...fileBody(file).body, ...(file.media ? { media_id: file.media.id } : {}) }, at)
      attachments.take(file.key)
      attachments.forget(file.key)
    }
    if (!hasWords.value) return
    await scheduleBody(textBody(), at)
    drafts.write(id(), '')
  }

  /** As the server will; to be seen at once. */
  const signed = (words: string) => (words ? signature.prefix + words : '')
  const textBody = (): MessageBody => ({ message_type: 'text', content: drafts.textOf(id()).trim() })

  return {
    ...{ tray, selected, captioned, text, room, isEmpty, unfilled, canSend, canSchedule },
    ...{ select: (key: string) => (chosen.value = key), hasJustSent, send, sendFile, sendBody, schedule, scheduleBody },
  }
}

function fileBody({ kind, caption }: Attachment): { body: MessageBody; content: string } {
  const content = caption.trim()
  return { body: { message_type: messageTypeOf(kind), ...(content ? { content } : {}) }, content }
}

const lengthOf = (text: string) => [...text.trim()].length

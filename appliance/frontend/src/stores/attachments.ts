/** The files that somebody is about to send: uploaded as soon as they are chosen, then part of a message. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { ApiError } from '@/api/http'
import { deleteMedia, uploadMedia, type MediaKind } from '@/api/media'
import type { MediaData } from '@/api/metadata'
import type { Id } from '@/api/types'

import { keepTray, readTray } from './keptTray'
import { newKey } from './newKey'
import { useSession } from './session'

export interface Attachment {
  key: string
  user_id: Id
  conversation_id: Id
  kind: MediaKind
  name: string
  size: number
  mime_type: string
  caption: string
  state: 'uploading' | 'ready' | 'failed'
  /** From 0 to 1; 0 also while it waits for its turn. */
  progress: number
  /** As the server has it; null until then. */
  media: MediaData | null
  error: unknown
  /** Where this browser finds it; null after a reload. */
  previewUrl: string | null
  /** Beside the field where one writes; false once it is part of a message on its way. */
  isInTray: boolean
}

/** So many at once: the browser has six lines to a server, and messages need one too. */
const AT_ONCE = 2
const WITH_PREVIEW: MediaKind[] = ['image', 'video', 'audio', 'voice', 'sticker']

export const useAttachments = defineStore('attachments', () => {
  const session = useSession()
  const all = ref<Attachment[]>([])
  const files = new Map<string, File>()
  const running = new Map<string, AbortController>()
  let whenSettled: (attachment: Attachment) => void = () => {}

  const me = () => session.user?.id ?? 0
  const find = (key: string | null) => all.value.find((one) => one.key === key)
  /** Those beside the field, in the order in which they were chosen. */
  const of = (conversationId: Id) =>
    all.value.filter((one) => one.isInTray && one.conversation_id === conversationId && one.user_id === me())
  const isUploading = () => all.value.some((one) => one.state === 'uploading')

  /** Called with each one that was uploaded, or could not be. */
  const onSettled = (callback: (attachment: Attachment) => void) => (whenSettled = callback)

  function add(conversationId: Id, file: File, kind: MediaKind): Attachment {
    const key = newKey()
    files.set(key, file)
    all.value.push({
      key,
      user_id: me(),
      conversation_id: conversationId,
      kind,
      name: file.name,
      size: file.size,
      mime_type: file.type,
      caption: '',
      state: 'uploading',
      progress: 0,
      media: null,
      error: null,
      previewUrl: WITH_PREVIEW.includes(kind) ? URL.createObjectURL(file) : null,
      isInTray: true,
    })
    pump()
    return find(key)!
  }

  /** One that is uploaded already: from before a reload, or back from a message that was refused. */
  function putBack(conversationId: Id, kind: MediaKind, media: MediaData, caption: string): void {
    all.value.push(asAttachment(conversationId, kind, media, caption))
    keep(conversationId)
  }

  function asAttachment(conversation_id: Id, kind: MediaKind, media: MediaData, caption: string): Attachment {
    const { filename, size, mime_type } = media
    return {
      ...{ key: newKey(), user_id: me(), conversation_id, kind, media, caption },
      ...{ name: filename ?? '', size: size ?? 0, mime_type: mime_type ?? '' },
      ...{ state: 'ready', progress: 1, error: null, previewUrl: null, isInTray: true },
    }
  }

  /** Takes up what an earlier page left beside the field. */
  function recover(conversationId: Id): void {
    if (of(conversationId).length > 0) return
    const kept = readTray(me(), conversationId)
    all.value.push(...kept.map(({ kind, media, caption }) => asAttachment(conversationId, kind, media, caption)))
  }

  function write(key: string, caption: string): void {
    const attachment = find(key)
    if (!attachment) return
    attachment.caption = caption
    keep(attachment.conversation_id)
  }

  /** One more try, possibly as another kind. */
  function retry(key: string, kind?: MediaKind): void {
    const attachment = find(key)
    if (!attachment || !files.has(key)) return
    Object.assign(attachment, { state: 'uploading', progress: 0, error: null, kind: kind ?? attachment.kind })
    pump()
  }

  /** Another try for all that nobody answered; their keys. */
  function retryLost(): string[] {
    const lost = all.value.filter(({ state, error }) => state === 'failed' && error instanceof ApiError && error.status === 0)
    lost.forEach((one) => retry(one.key))
    return lost.map((one) => one.key)
  }

  /** It goes with a message from now on; `forget` when that one is done. */
  function take(key: string): void {
    const attachment = find(key)
    if (!attachment) return
    attachment.isInTray = false
    keep(attachment.conversation_id)
  }

  /** Called off, wherever it is; the server need not keep it. */
  function discard(key: string): void {
    const media = find(key)?.media
    forget(key)
    if (media) discardMedia(media.id)
  }

  /** What stays there unused is cleared away by the server in time. */
  const discardMedia = (id: Id) => void deleteMedia(id).catch(() => undefined)

  function forget(key: string): void {
    const attachment = find(key)
    if (!attachment) return
    running.get(key)?.abort()
    if (attachment.previewUrl) URL.revokeObjectURL(attachment.previewUrl)
    files.delete(key)
    all.value = all.value.filter((one) => one.key !== key)
    keep(attachment.conversation_id)
  }

  function pump(): void {
    const next = all.value.find((one) => one.state === 'uploading' && !running.has(one.key))
    if (!next || running.size >= AT_ONCE) return
    void upload(next).finally(pump)
    pump()
  }

  async function upload(attachment: Attachment): Promise<void> {
    const { key, kind } = attachment
    const file = files.get(key)
    if (!file) return
    const call = new AbortController()
    running.set(key, call)
    const onProgress = (part: number) => (attachment.progress = part)
    try {
      const media = await uploadMedia(file, kind, { onProgress, signal: call.signal })
      Object.assign(attachment, { state: 'ready', progress: 1, media })
    } catch (error) {
      Object.assign(attachment, { state: 'failed', error })
    } finally {
      running.delete(key)
    }
    if (call.signal.aborted) return
    keep(attachment.conversation_id)
    whenSettled(attachment)
  }

  function keep(conversationId: Id): void {
    const ready = of(conversationId).flatMap(({ kind, media, caption }) => (media ? [{ kind, media, caption }] : []))
    keepTray(me(), conversationId, ready)
  }

  /** Only from this page: what is to survive is stored. */
  function clear(): void {
    for (const call of running.values()) call.abort()
    for (const { previewUrl } of all.value) if (previewUrl) URL.revokeObjectURL(previewUrl)
    files.clear()
    all.value = []
  }

  window.addEventListener('beforeunload', (event) => {
    if (isUploading()) event.preventDefault()
  })

  return { find, of, onSettled, add, putBack, recover, write, retry, retryLost, take, discard, discardMedia, forget, clear }
})

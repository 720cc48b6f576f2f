/** Which files go how, and into the tray beside the field. */
import type { MediaKind } from '@/api/media'
import type { Id } from '@/api/types'
import { sizeText } from '@/format/size'
import { t } from '@/i18n'
import { useAttachments } from '@/stores/attachments'
import { useDrafts } from '@/stores/drafts'
import { useLimits } from '@/stores/limits'
import { useNotices } from '@/stores/notices'

const CAPTIONED: MediaKind[] = ['image', 'video', 'document']

/** Whether WhatsApp shows words below it (Meta: messages/{image,video,document}-messages). */
export const takesCaption = (kind: MediaKind) => CAPTIONED.includes(kind)

/** As WhatsApp calls the message; what was spoken is an audio to it. */
export const messageTypeOf = (kind: MediaKind) => (kind === 'voice' ? 'audio' : kind)

/** As what a file is sent when nobody said otherwise. A drawing (SVG) is no picture to WhatsApp. */
export function kindOf({ type }: File): MediaKind {
  const [family, kind] = type.split('/')
  if (family === 'image' && !kind?.startsWith('svg')) return 'image'
  return family === 'video' || family === 'audio' ? family : 'document'
}

/** Beside the field, on their way to the server. What is written there already becomes the first one's caption. */
export function addFiles(conversationId: Id, files: Iterable<File>, kind?: MediaKind): void {
  const attachments = useAttachments()
  const drafts = useDrafts()
  const wasEmpty = attachments.of(conversationId).length === 0
  const [first] = [...files].filter(fits).map((file) => attachments.add(conversationId, file, kind ?? kindOf(file)))
  const typed = drafts.textOf(conversationId)
  if (!wasEmpty || !first || !takesCaption(first.kind) || !typed) return
  attachments.write(first.key, typed)
  drafts.write(conversationId, '')
}

/** What is larger than anything WhatsApp takes needs no way to the server to learn it. */
function fits(file: File): boolean {
  const most = useLimits().limits?.document.bytes ?? Infinity
  if (file.size <= most) return true
  useNotices().show('error', t('attach.tooLarge', { name: file.name, limit: sizeText(most) }))
  return false
}

/** Out of the tray; the words that stood below it are not lost with it. */
export function removeFile(conversationId: Id, key: string): void {
  const attachments = useAttachments()
  const drafts = useDrafts()
  const caption = attachments.find(key)?.caption ?? ''
  attachments.discard(key)
  const heir = attachments.of(conversationId).find((one) => takesCaption(one.kind) && !one.caption)
  if (!caption) return
  if (heir) attachments.write(heir.key, caption)
  else drafts.write(conversationId, [caption, drafts.textOf(conversationId)].filter(Boolean).join('\n'))
}

/** The file of a message. */
import type { MediaState } from '@/api/metadata'
import type { Id, Message } from '@/api/types'
import { ownPath } from '@/format/safeUrl'
import { textIfKnown, t } from '@/i18n'

import type { Sides } from './frame'
import { isRevoked } from './marks'
import { figure, part, words } from './reading'

export interface Media {
  id: Id | null
  state: MediaState
  filename: string
  mimeType: string
  size: number | null
  /** In pixels; null unless both are known. */
  sides: Sides | null
  /** Width by height, if known. */
  ratio: number | null
  isVoice: boolean
  isAnimated: boolean
  /** By one of us, here: there is nothing to fetch anew. */
  isUploaded: boolean
  url: string | null
  thumbnailUrl: string | null
  /** Why it is not here, in words. */
  reason: string
}

const STATES = ['pending', 'preparing', 'stored', 'expired', 'refused', 'failed'] as const

/** Null when the server has no row for a file, as with messages from before it kept them. */
export function mediaOf(message: Pick<Message, 'metadata'>): Media | null {
  const raw = part(message.metadata?.media)
  if (raw?.['state'] === undefined) return null
  const [width, height] = [figure(raw['width']), figure(raw['height'])]
  const sides = width && height && width > 0 && height > 0 ? { width, height } : null
  const url = ownPath(raw['url'])
  const state = STATES.find((one) => one === raw['state']) ?? 'failed'
  return {
    id: figure(raw['id']),
    // Stored and yet nowhere to be had would be an empty frame.
    state: state === 'stored' && !url ? 'failed' : state,
    filename: words(raw['filename'], 255),
    mimeType: words(raw['mime_type'], 128).toLowerCase(),
    size: figure(raw['size']),
    sides,
    ratio: sides && sides.width / sides.height,
    isVoice: raw['voice'] === true,
    isAnimated: raw['animated'] === true,
    isUploaded: words(raw['kind'], 20) !== '',
    url,
    thumbnailUrl: ownPath(raw['thumbnail_url']),
    reason: reasonOf(part(message.metadata?.unsupported), part(raw['error']), state),
  }
}

/** What Meta says of the message (too large for it to deliver) goes before what we found. */
function reasonOf(theirs: Record<string, unknown> | null, ours: Record<string, unknown> | null, state: MediaState): string {
  for (const error of [theirs, ours]) {
    const known = textIfKnown(`mediaError.${words(error?.['code'], 40)}`)
    if (known) return known
  }
  if (state === 'expired') return t('mediaError.expired')
  return state === 'failed' ? '' : t('media.askAgain')
}

/** Whether the viewer can show it. */
export function isViewable(message: Pick<Message, 'metadata' | 'message_type'>): boolean {
  if (message.message_type !== 'image' && message.message_type !== 'video') return false
  return !isRevoked(message) && mediaOf(message)?.state === 'stored'
}

/** What a downloaded file is called when the sender gave it no name: `whatsapp-20261120-1405.jpg`. */
export function downloadName(media: Media, sentAt: string): string {
  if (media.filename) return media.filename
  const stamp = sentAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `whatsapp-${stamp}.${endingOf(media.mimeType)}`
}

const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'video/3gpp': '3gp',
  'video/quicktime': 'mov',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'text/plain': 'txt',
}

/** The usual ending of a type; `bin` for one that has none. */
export function endingOf(mimeType: string): string {
  const type = mimeType.split(';')[0]!.trim()
  return ENDINGS[type] ?? /^[a-z]+\/([a-z0-9]{1,5})$/.exec(type)?.[1] ?? 'bin'
}

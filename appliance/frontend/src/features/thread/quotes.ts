/** What a message answers, ready to be shown above the answer. */
import { kindIcon } from './kinds/icons'
import { isRevoked } from './kinds/marks'
import { mediaOf } from './kinds/media'
import { quotePreview } from './preview'
import type { Quote, ShownMessage } from './rows'

const WITH_PICTURE = ['image', 'video', 'sticker']

export function quoteOf(message: ShownMessage, author: string): Quote {
  const hasPicture = WITH_PICTURE.includes(message.message_type) && !isRevoked(message)
  return {
    id: message.id,
    author,
    text: quotePreview(message),
    icon: kindIcon(message),
    thumbnailUrl: hasPicture ? (mediaOf(message)?.thumbnailUrl ?? null) : null,
  }
}

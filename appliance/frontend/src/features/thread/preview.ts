import type { Message } from '@/api/types'
import { t, textIfKnown } from '@/i18n'

type Shown = Pick<Message, 'message_type' | 'content' | 'sender_type'>

/** What a message is called when its content cannot be shown as text. */
export function typeLabel(message: Shown): string {
  return textIfKnown(`type.${message.message_type}`) ?? t('type.unknown', { type: message.message_type })
}

export function isText(message: Shown): boolean {
  return message.message_type === 'text' || message.message_type === 'note' || message.sender_type === 'system'
}

/** One line that stands for a message: in the list, in a notification, to a screen reader. */
export function messagePreview(message: Shown): string {
  const content = message.content?.replace(/\s+/g, ' ').trim()
  if (isText(message)) return content ?? ''
  return content ? `${typeLabel(message)}: ${content}` : typeLabel(message)
}

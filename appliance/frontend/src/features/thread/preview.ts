import type { Message } from '@/api/types'
import { t, textIfKnown } from '@/i18n'

import { withoutMarks } from './textParts'

type Shown = Pick<Message, 'message_type' | 'content' | 'sender_type'>

/** The server's stand-in for a message without text, e.g. `[Imagem]`: we have our own, in every language. */
const STAND_IN = /^\[[^\]]*\]$/

/** The bot's notice that its answer is automatic, above its first one: it says nothing of the answer. */
const BOT_NOTICE = /^_[^\n]+_\n\n/

/** What a message is called when its content cannot be shown as text. */
export function typeLabel(message: Shown): string {
  return textIfKnown(`type.${message.message_type}`) ?? t('type.unknown', { type: message.message_type })
}

export function isText(message: Shown): boolean {
  return message.message_type === 'text' || message.message_type === 'note'
}

/** What was written: the text itself, a caption, a file's name; empty when there are no words. */
export function writtenText(message: Shown): string {
  const content = message.content?.trim() ?? ''
  return !isText(message) && STAND_IN.test(content) ? '' : content
}

const QUOTE_LENGTH = 120

/** The first line of what is quoted, not more of it than tells which message it was. */
export function quotePreview(message: Shown): string {
  const written = message.sender_type === 'bot' ? (message.content ?? '').replace(BOT_NOTICE, '') : message.content
  const line = messagePreview({ ...message, content: written?.trim().split('\n')[0] ?? null })
  const characters = [...line]
  return characters.length > QUOTE_LENGTH ? `${characters.slice(0, QUOTE_LENGTH).join('').trimEnd()}…` : line
}

/** One line that stands for a message: in the list, in a notification, to a screen reader. */
export function messagePreview(message: Shown): string {
  const written = writtenText(message)
  const text = withoutMarks(message.sender_type === 'bot' ? written.replace(BOT_NOTICE, '') : written).replace(/\s+/g, ' ')
  if (isText(message)) return text
  return text ? `${typeLabel(message)}: ${text}` : typeLabel(message)
}

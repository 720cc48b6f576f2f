import type { Message } from '@/api/types'
import { withoutOverrides } from '@/format/unseen'
import { t, textIfKnown } from '@/i18n'

import { answerOf } from './kinds/answers'
import { callOf, systemText } from './kinds/events'
import { cleanFileName } from './kinds/fileNames'
import { firstSign, isRevoked } from './kinds/marks'
import { mediaOf } from './kinds/media'
import { cardsOf, orderOf, placeOf, undeliveredOf } from './kinds/read'
import { part } from './kinds/reading'
import { askedOf, templateOf } from './kinds/sent'
import { withoutMarks } from './textParts'

type Shown = Pick<Message, 'message_type' | 'content' | 'sender_type' | 'metadata'>

/** The server's stand-ins for a message without text (appliance/whatsapp/content.py): we have our own, in every
 * language. A caption that somebody wrote in brackets is none of them. */
const STAND_IN =
  /^\[(Imagem|Vídeo|Áudio|Documento|Figurinha|Localização|Contato|Reação|Resposta|Pedido|Pedido de \d+ ite(m|ns)|Aviso do WhatsApp|Ligação|Arquivo do histórico|(Permitiu|Não permitiu) ligações|Mensagem (editada|apagada|que o WhatsApp não entrega a empresas|do tipo [^\]]*))\]$/

/** The bot's notice that its answer is automatic, above its first one: it says nothing of the answer. */
const BOT_NOTICE = /^_[^\n]+_\n\n/

/** What a message is called when its content cannot be shown as text. */
export function typeLabel(message: Shown): string {
  if (isRevoked(message)) return revokedText(message)
  const cards = message.message_type === 'contacts' ? cardsOf(message).length : 0
  if (cards > 1) return t('contacts.count', { count: cards })
  if (message.message_type === 'call') return callOf(message)?.text ?? t('type.call')
  if (message.message_type === 'interactive' && askedOf(message)) return t('type.asked')
  const type = message.message_type === 'audio' && mediaOf(message)?.isVoice ? 'voice' : message.message_type
  return textIfKnown(`type.${type}`) ?? t('type.unknown', { type })
}

export const revokedText = (message: Shown) =>
  t(message.sender_type === 'customer' ? 'mark.revokedByCustomer' : 'mark.revoked')

export function isText(message: Shown): boolean {
  return message.message_type === 'text' || message.message_type === 'note'
}

/** What was written: the text itself, a caption, a file's name; empty when there are no words. */
export function writtenText(message: Shown): string {
  if (isRevoked(message)) return ''
  const content = withoutOverrides(message.content ?? '').trim()
  return !isText(message) && STAND_IN.test(content) ? '' : content
}

/** What is shown as text below whatever else a message has: nothing that is already said above. */
export function captionText(message: Shown): string {
  const written = writtenText(message)
  switch (message.message_type) {
    case 'document':
      return isFileName(written, message) ? '' : written
    case 'location':
      return placeOf(message) ? '' : written
    case 'contacts':
      return cardsOf(message).length > 0 ? '' : written
    case 'order':
      return orderOf(message)?.text ?? written
    case 'interactive':
    case 'button':
      return answerOf(message) || askedOf(message) ? '' : written
    case 'template':
      return templateOf(message) ? '' : written
    case 'call':
      return callOf(message) ? '' : written
    case 'unsupported':
      return undeliveredOf(message) ? '' : written
    case 'reaction':
      return ''
    default:
      return part(message.metadata?.unknown) ? '' : written
  }
}

/** Without words of its sender's a document's text is its name as it came, which is shown as the server cleaned it. */
function isFileName(written: string, message: Shown): boolean {
  const name = mediaOf(message)?.filename
  return Boolean(name) && (written === name || cleanFileName(message.content ?? '') === name)
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
  const { label, text } = previewParts(message)
  return label && text ? `${label}: ${text}` : label || text
}

/** The same in two: what it is ('' for what is only text), and its words ('' when there are none). */
export function previewParts(message: Shown): { label: string; text: string } {
  const text = oneLine(previewText(message))
  if (isRevoked(message)) return { label: typeLabel(message), text: '' }
  const speaksForItself = isText(message) || ((message.message_type === 'system' || message.message_type === 'reaction') && text)
  return { label: speaksForItself ? '' : typeLabel(message), text }
}

function previewText(message: Shown): string {
  const written = writtenText(message)
  switch (message.message_type) {
    case 'document':
      return !written || isFileName(written, message) ? (mediaOf(message)?.filename ?? '') : written
    case 'location': {
      const place = placeOf(message)
      return place ? place.name || place.address : written
    }
    case 'contacts': {
      const cards = cardsOf(message)
      return cards.length > 0 ? cards.map((card) => card.name || (card.phones[0]?.phone ?? '')).filter(Boolean).join(', ') : written
    }
    case 'order': {
      const order = orderOf(message)
      return order ? t('order.items', { count: order.lines.length }) : written
    }
    case 'interactive':
    case 'button': {
      const answer = answerOf(message)
      return answer ? answer.title || t(`reply.${answer.kind}`) : written
    }
    case 'system':
      return systemText(message) || written
    case 'reaction':
      return written ? t('reaction.preview', { emoji: firstSign(written) }) : ''
    case 'call':
      return callOf(message) ? '' : written
    case 'unsupported':
      return undeliveredOf(message) ? '' : written
    default:
      if (part(message.metadata?.unknown)) return ''
      return message.sender_type === 'bot' ? written.replace(BOT_NOTICE, '') : written
  }
}

const oneLine = (text: string) => withoutMarks(text).replace(/\s+/g, ' ')

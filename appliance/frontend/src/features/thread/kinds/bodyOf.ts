/** Which component shows what a message is besides its text, and with what. */
import type { Component } from 'vue'

import { useAttachments } from '@/stores/attachments'

import type { ShownMessage } from '../rows'
import AnswerCard from './AnswerCard.vue'
import { answerOf } from './answers'
import AudioMessage from './AudioMessage.vue'
import CallCard from './CallCard.vue'
import ContactCards from './ContactCards.vue'
import DocumentMessage from './DocumentMessage.vue'
import { callOf } from './events'
import ImageMessage from './ImageMessage.vue'
import LocationCard from './LocationCard.vue'
import MediaPlaceholder from './MediaPlaceholder.vue'
import MediaState from './MediaState.vue'
import { isRevoked } from './marks'
import { mediaOf } from './media'
import OrderCard from './OrderCard.vue'
import OutgoingFile from './OutgoingFile.vue'
import ReactionText from './ReactionText.vue'
import { cardsOf, orderOf, placeOf, undeliveredOf, wereRequested } from './read'
import { part } from './reading'
import RevokedText from './RevokedText.vue'
import { askedOf, templateOf } from './sent'
import SentCard from './SentCard.vue'
import StickerMessage from './StickerMessage.vue'
import UndeliveredCard from './UndeliveredCard.vue'
import VideoMessage from './VideoMessage.vue'

export interface Body {
  is: Component
  props: Record<string, unknown>
  /** line: beside the time; card: above text and time, and as wide as itself; bare: without a bubble around it. */
  shape: 'line' | 'card' | 'bare'
}

const MEDIA: Record<string, Component> = {
  image: ImageMessage,
  video: VideoMessage,
  audio: AudioMessage,
  voice: AudioMessage,
  document: DocumentMessage,
  sticker: StickerMessage,
}

/** Null where there is nothing but text. */
export function bodyOf(message: ShownMessage): Body | null {
  if (isRevoked(message)) return { is: RevokedText, props: { message }, shape: 'line' }
  if (message.message_type === 'reaction') return { is: ReactionText, props: { message }, shape: 'line' }
  return fileBody(message) ?? mediaBody(message) ?? cardBody(message) ?? plainBody(message)
}

/** Of a file that the server does not have yet. */
function fileBody(message: ShownMessage): Body | null {
  const file = message.outgoing?.attachment ? useAttachments().find(message.outgoing.attachment) : undefined
  return file ? { is: OutgoingFile, props: { message, file }, shape: 'card' } : null
}

function mediaBody(message: ShownMessage): Body | null {
  const is = MEDIA[message.message_type]
  const media = is && mediaOf(message)
  if (!is || !media) return null
  if (media.state !== 'stored') return { is: MediaState, props: { message, media }, shape: 'card' }
  return { is, props: { message, media }, shape: is === StickerMessage ? 'bare' : 'card' }
}

function cardBody(message: ShownMessage): Body | null {
  switch (message.message_type) {
    case 'location': {
      const place = placeOf(message)
      return place && { is: LocationCard, props: { place }, shape: 'card' }
    }
    case 'contacts': {
      const cards = cardsOf(message)
      if (cards.length === 0) return null
      return { is: ContactCards, props: { cards, wereRequested: wereRequested(message) }, shape: 'card' }
    }
    case 'template': {
      const card = templateOf(message)
      return card && { is: SentCard, props: { message, card, name: card.name }, shape: 'card' }
    }
    case 'interactive':
    case 'button': {
      const card = askedOf(message)
      if (card) return { is: SentCard, props: { message, card }, shape: 'card' }
      const answer = answerOf(message)
      return answer && { is: AnswerCard, props: { answer }, shape: answer.fields ? 'card' : 'line' }
    }
    case 'order': {
      const order = orderOf(message)
      return order && { is: OrderCard, props: { order }, shape: 'card' }
    }
    case 'call': {
      const call = callOf(message)
      return call && { is: CallCard, props: { call }, shape: 'line' }
    }
    default:
      return null
  }
}

/** What is only text has no body; of the rest one says at least what it is. */
function plainBody(message: ShownMessage): Body | null {
  const { message_type } = message
  if (message_type === 'text' || message_type === 'note' || message_type === 'template') return null
  const isStrange = part(message.metadata?.unknown) !== null || undeliveredOf(message) !== null
  return isStrange
    ? { is: UndeliveredCard, props: { message }, shape: 'card' }
    : { is: MediaPlaceholder, props: { message }, shape: 'line' }
}

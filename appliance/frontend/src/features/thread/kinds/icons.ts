import {
  Ban,
  CircleEllipsis,
  CircleUser,
  FileText,
  Headphones,
  Image,
  LayoutTemplate,
  ListChecks,
  MapPin,
  MessageCircleOff,
  MessageSquareReply,
  Mic,
  PencilLine,
  Phone,
  PhoneMissed,
  ShoppingCart,
  SmilePlus,
  Sticker,
  TriangleAlert,
  Video,
} from '@lucide/vue'
import type { Component } from 'vue'

import type { Message } from '@/api/types'

import { callOf } from './events'
import { isRevoked } from './marks'
import { mediaOf } from './media'
import { askedOf } from './sent'

const ICONS: Record<string, Component> = {
  image: Image,
  video: Video,
  audio: Headphones,
  voice: Mic,
  document: FileText,
  sticker: Sticker,
  location: MapPin,
  contacts: CircleUser,
  reaction: SmilePlus,
  order: ShoppingCart,
  interactive: MessageSquareReply,
  button: MessageSquareReply,
  template: LayoutTemplate,
  call: Phone,
  system: TriangleAlert,
  unsupported: MessageCircleOff,
  edit: PencilLine,
  revoke: Ban,
}

/** The sign of a message's kind; null for what is only text. */
export function kindIcon(message: Pick<Message, 'message_type' | 'metadata'>): Component | null {
  const { message_type } = message
  if (isRevoked(message)) return Ban
  if (message_type === 'text' || message_type === 'note' || message_type === 'reaction') return null
  if (message_type === 'audio' && mediaOf(message)?.isVoice) return Mic
  if (message_type === 'interactive' && askedOf(message)) return ListChecks
  if (message_type === 'call' && callOf(message)?.isMissed) return PhoneMissed
  return ICONS[message_type] ?? CircleEllipsis
}

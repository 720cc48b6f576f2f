/** What a message says besides its text, by kind. Nearly all of it was written by strangers and any key may be
 * absent: components take it through `features/thread/kinds/read`, which believes none of it. */
import type { Id, MessageError, Person } from './types'

/** `preparing`: uploaded, and being made into what WhatsApp takes. */
export type MediaState = 'pending' | 'preparing' | 'stored' | 'expired' | 'refused' | 'failed'

export interface MediaData {
  id: Id
  state: MediaState
  filename?: string | null
  mime_type?: string | null
  /** As what it was uploaded. */
  kind?: string | null
  /** Bytes. */
  size?: number | null
  width?: number | null
  height?: number | null
  voice?: boolean
  animated?: boolean
  seconds?: number | null
  /** Only once it is stored. */
  url?: string | null
  thumbnail_url?: string | null
  error?: MessageError | null
}

export interface ContextData {
  forwarded?: boolean
  frequently_forwarded?: boolean
  referred_product?: { catalog_id?: string; product_retailer_id?: string }
}

/** Of the advertisement somebody wrote from. */
export interface ReferralData {
  source_type?: string
  source_url?: string
  source_id?: string
  headline?: string
  body?: string
  media_type?: string
  image_url?: string
  video_url?: string
  thumbnail_url?: string
  ctwa_clid?: string
}

export interface ReactionData {
  by: 'customer' | 'business'
  emoji: string
}

export interface LocationData {
  latitude?: number
  longitude?: number
  name?: string
  address?: string
  url?: string
}

export interface ContactCardData {
  name?: string
  phones?: { phone?: string; wa_id?: string; type?: string }[]
  emails?: { email?: string; type?: string }[]
  org?: { company?: string; title?: string }
  urls?: { url?: string; type?: string }[]
  addresses?: string[]
  birthday?: string
}

export interface ReplyData {
  kind: 'button' | 'list' | 'flow' | 'address' | 'call_permission' | 'template_button'
  id?: string
  title?: string
  description?: string
  fields?: Record<string, unknown>
}

export interface OrderData {
  catalog_id?: string
  text?: string
  items?: { product_retailer_id?: string; quantity?: number; item_price?: number; currency?: string }[]
  total?: number
  currency?: string
}

export interface SystemData {
  kind: 'number_changed' | 'user_id_changed' | 'identity_changed' | 'other'
  from?: string
  to?: string
}

export interface UnsupportedData {
  type?: string
  code?: number | string
  title?: string
  details?: string
}

export interface CallData {
  direction?: string
  event?: string
  status?: string
  /** Seconds. */
  duration?: number
}

/** What the business sent with buttons, a list or a link. */
export interface InteractiveData {
  kind: 'buttons' | 'list' | 'cta_url' | 'location_request'
  header?: { text?: string; media_id?: Id; format?: string }
  footer?: string
  buttons?: { id?: string; title: string }[]
  /** The label of the list's button. */
  button?: string
  sections?: { title?: string; rows: { id?: string; title: string; description?: string }[] }[]
  display_text?: string
  url?: string
}

export interface SentTemplateData {
  id?: Id
  name?: string
  language?: string
  category?: string
  header?: { format?: string; text?: string }
  footer?: string
  buttons?: { type: string; text?: string; url?: string; phone_number?: string; code?: string }[]
}

export interface MessageMetadata {
  /** Of a note: whom it names. */
  mentions?: Person[]
  context?: ContextData
  referral?: ReferralData
  reactions?: ReactionData[]
  /** Why WhatsApp did not take the reaction that we gave it last. */
  reaction_error?: MessageError & { emoji?: string }
  edited_at?: string | null
  revoked_at?: string | null
  /** Written on the business's own phone. */
  echo?: boolean
  /** Said while Meta's Business Agent held the conversation. */
  standby?: boolean
  /** What Meta says of its price, once it has. */
  pricing?: { type?: string; category?: string; model?: string; conversation?: string; origin?: string }
  /** Imported when the number was connected. */
  history?: boolean
  media?: MediaData
  location?: LocationData
  contacts?: ContactCardData[]
  origin?: string
  reply?: ReplyData
  order?: OrderData
  system?: SystemData
  unsupported?: UnsupportedData
  unknown?: { type?: string }
  call?: CallData
  interactive?: InteractiveData
  template?: SentTemplateData
}

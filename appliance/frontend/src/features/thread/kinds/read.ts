/** A message's `metadata` by kind, clean enough to be shown: every reader takes anything and gives null for nothing. */
import type { Message } from '@/api/types'
import { webUrl } from '@/format/safeUrl'

import { figure, list, part, parts, words } from './reading'

export type Carrier = Pick<Message, 'metadata'>

const dataOf = (message: Carrier) => part(message.metadata) ?? {}

export interface Place {
  name: string
  address: string
  /** Where a map shows it; null when the coordinates are none on earth. */
  mapUrl: string | null
  coordinates: string
  url: string | null
}

export function placeOf(message: Carrier): Place | null {
  const raw = part(dataOf(message)['location'])
  if (!raw) return null
  const [latitude, longitude] = [figure(raw['latitude']), figure(raw['longitude'])]
  const isOnEarth = latitude !== null && longitude !== null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
  const coordinates = isOnEarth ? `${latitude}, ${longitude}` : ''
  return {
    name: words(raw['name']),
    address: words(raw['address']),
    coordinates,
    mapUrl: isOnEarth ? `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}` : null,
    url: webUrl(raw['url']),
  }
}

export interface Card {
  name: string
  company: string
  phones: { phone: string; digits: string; type: string }[]
  emails: { email: string; type: string }[]
  urls: string[]
  addresses: string[]
  birthday: string
}

export function cardsOf(message: Carrier): Card[] {
  return parts(dataOf(message)['contacts']).map((raw) => {
    const org = part(raw['org'])
    return {
      name: words(raw['name'], 200),
      company: [words(org?.['title'], 200), words(org?.['company'], 200)].filter(Boolean).join(' · '),
      phones: parts(raw['phones'], 20).flatMap((one) => {
        const phone = words(one['phone'], 40) || words(one['wa_id'], 40)
        const digits = (words(one['wa_id'], 40) || phone).replace(/\D/g, '')
        return phone ? [{ phone, digits, type: words(one['type'], 40) }] : []
      }),
      emails: parts(raw['emails'], 20).flatMap((one) => {
        const email = words(one['email'], 320)
        return email ? [{ email, type: words(one['type'], 40) }] : []
      }),
      urls: parts(raw['urls'], 20).flatMap((one) => webUrl(one['url']) ?? []),
      addresses: list(raw['addresses'], 20).map((one) => words(one)).filter(Boolean),
      birthday: words(raw['birthday'], 40),
    }
  })
}

/** Whether the cards were sent because the business had asked for them. */
export const wereRequested = (message: Carrier) => dataOf(message)['origin'] === 'contact_request'

export interface OrderLine {
  product: string
  quantity: number
  price: number | null
  currency: string
}

export interface Order {
  text: string
  lines: OrderLine[]
  total: number | null
  currency: string
}

export function orderOf(message: Carrier): Order | null {
  const raw = part(dataOf(message)['order'])
  if (!raw) return null
  const lines = parts(raw['items']).map((one) => ({
    product: words(one['product_retailer_id'], 200),
    quantity: figure(one['quantity']) ?? 1,
    price: figure(one['item_price']),
    currency: words(one['currency'], 8),
  }))
  const currencies = new Set(lines.map((line) => line.currency))
  const canAdd = lines.length > 0 && currencies.size === 1 && lines.every((line) => line.price !== null)
  const sum = canAdd ? lines.reduce((all, line) => all + line.quantity * (line.price ?? 0), 0) : null
  return {
    text: words(raw['text'], 4096),
    lines,
    total: figure(raw['total']) ?? sum,
    currency: words(raw['currency'], 8) || (currencies.size === 1 ? [...currencies][0]! : ''),
  }
}

export interface Referral {
  kind: 'ad' | 'post' | 'other'
  headline: string
  body: string
  url: string | null
  picture: string | null
  video: string | null
}

export function referralOf(message: Carrier): Referral | null {
  const raw = part(dataOf(message)['referral'])
  if (!raw) return null
  const kind = words(raw['source_type'], 20)
  return {
    kind: kind === 'ad' || kind === 'post' ? kind : 'other',
    headline: words(raw['headline'], 300),
    body: words(raw['body'], 2000),
    url: webUrl(raw['source_url']),
    picture: webUrl(raw['image_url']) ?? webUrl(raw['thumbnail_url']),
    video: webUrl(raw['video_url']),
  }
}

/** The product of the catalogue that a message asks about. */
export function productOf(message: Carrier): string {
  const context = part(dataOf(message)['context'])
  return words(part(context?.['referred_product'])?.['product_retailer_id'], 200)
}

export interface Undelivered {
  /** As Meta names it; '' when it does not say. */
  type: string
  detail: string
  code: string
}

export function undeliveredOf(message: Carrier): Undelivered | null {
  const raw = part(dataOf(message)['unsupported'])
  if (!raw) return null
  const code = words(raw['code'], 20)
  const detail = [code, words(raw['title'], 300), words(raw['details'], 1000)].filter(Boolean).join(' · ')
  return { type: words(raw['type'], 40), detail, code }
}

/** A place out of what people paste: a link of a map, or coordinates in any of the usual ways. */

export interface Coordinates {
  latitude: number
  longitude: number
}

export interface FoundPlace extends Coordinates {
  name: string
}

const NUMBER = String.raw`[-+]?\d{1,3}(?:\.\d+)?`
const PAIR = new RegExp(String.raw`^\s*\(?\s*(${NUMBER})\s*[,;\s]\s*(${NUMBER})\s*\)?\s*$`)
/** Decimals with a comma, as in Brazil: the two numbers are then parted by something else. */
const COMMA_PAIR = /^\s*([-+]?\d{1,3},\d+)\s*(?:;|\s|,\s)\s*([-+]?\d{1,3},\d+)\s*$/
const SEXAGESIMAL = /(\d{1,3})\s*°\s*(?:(\d{1,2})\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|”|'')\s*)?([NSLEOW])/gi
/** Where the pin stands (`!3d…!4d…`), then what was asked for, then where the map was looked at (`@…`). */
const IN_LINK = [
  new RegExp(`!3d(${NUMBER})!4d(${NUMBER})`),
  new RegExp(`[?&](?:q|query|ll|sll|destination|daddr|mlat)=(?:loc:)?(${NUMBER})(?:,|%2C|&mlon=)\\s*\\+?(${NUMBER})`, 'i'),
  new RegExp(`[/@](${NUMBER}),\\+?(${NUMBER})`),
]

/** Null when there is no place on earth in it. */
export function placeIn(text: string): FoundPlace | null {
  const trimmed = text.trim()
  const found = /^https?:|^geo:|^maps?\./i.test(trimmed) ? inLink(trimmed) : inWords(trimmed)
  return found && isOnEarth(found) ? { ...round(found), name: nameIn(trimmed) } : null
}

/** A short link tells nothing by itself: one has to follow it first. */
export const isShortLink = (text: string) => /^https?:\/\/(maps\.app\.goo\.gl|goo\.gl|g\.co|maps\.apple)\//i.test(text.trim())

export function isOnEarth({ latitude, longitude }: Coordinates): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
}

/** A decimal as it is typed, with a point or a comma; null when it is none. */
export function decimal(text: string): number | null {
  const trimmed = text.trim().replace(',', '.')
  return /^[-+]?\d{1,3}(\.\d+)?$/.test(trimmed) ? Number(trimmed) : null
}

function inLink(link: string): Coordinates | null {
  const geo = new RegExp(`^geo:(${NUMBER}),(${NUMBER})`, 'i').exec(link)
  const match = geo ?? IN_LINK.map((pattern) => pattern.exec(link)).find(Boolean)
  return match ? { latitude: Number(match[1]), longitude: Number(match[2]) } : null
}

function inWords(text: string): Coordinates | null {
  const pair = PAIR.exec(text) ?? COMMA_PAIR.exec(text)
  if (pair) return { latitude: Number(pair[1]!.replace(',', '.')), longitude: Number(pair[2]!.replace(',', '.')) }
  const [first, second] = [...text.matchAll(SEXAGESIMAL)].map(degrees)
  if (!first || !second || first.isLatitude === second.isLatitude) return null
  const [latitude, longitude] = first.isLatitude ? [first, second] : [second, first]
  return { latitude: latitude.value, longitude: longitude.value }
}

function degrees([, whole, minutes = '0', seconds = '0', side = '']: RegExpMatchArray): { value: number; isLatitude: boolean } {
  const size = Number(whole) + Number(minutes) / 60 + Number(seconds.replace(',', '.')) / 3600
  const letter = side.toUpperCase()
  // L and O: leste and oeste
  return { value: /[SWO]/.test(letter) ? -size : size, isLatitude: /[NS]/.test(letter) }
}

/** Meta takes more, but a seventh digit is a centimetre. */
function round({ latitude, longitude }: Coordinates): Coordinates {
  const digits = (value: number) => Number(value.toFixed(7))
  return { latitude: digits(latitude), longitude: digits(longitude) }
}

function nameIn(link: string): string {
  const named = /\/place\/([^/@?]+)/.exec(link)?.[1]
  if (!named) return ''
  const name = decoded(named).replaceAll('+', ' ').trim()
  return inWords(name) ? '' : name
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

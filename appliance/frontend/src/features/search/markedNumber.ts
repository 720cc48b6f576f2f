/** A telephone number or protocol in parts, the digits that were looked for marked, however either is written. */
import type { Part } from '@/api/search'

const NUMBER = /^[\d+()\s.\-/]+$/
/** Among words fewer digits than these are no part of a number: the server does not look for them there either. */
const LEAST = 4

export function markedNumber(text: string, typed: string): Part[] {
  const places = [...text.matchAll(/\d/g)].map((one) => one.index)
  const digits = places.map((at) => text[at]).join('')
  const found = spellings(typed).find((one) => digits.includes(one))
  if (!found) return [{ text, is_match: false }]
  const at = digits.indexOf(found)
  const [start, end] = [places[at]!, places[at + found.length - 1]! + 1]
  const parts = [text.slice(0, start), text.slice(start, end), text.slice(end)]
  return parts.map((part, index) => ({ text: part, is_match: index === 1 })).filter((part) => part.text !== '')
}

/** As the server's: a trunk 0 or a mobile's ninth digit may be there or not. */
function spellings(typed: string): string[] {
  const digits = typed.replace(/\D/g, '')
  if (digits.length < (NUMBER.test(typed) ? 1 : LEAST)) return []
  const short = digits.replace(/^0+/, '')
  const ends = short.length < LEAST ? [] : short.startsWith('55') ? [2, 4] : [2]
  return [digits, short, ...ends.map((end) => `${short.slice(0, end)}9${short.slice(end)}`)].filter((one) => one !== '')
}

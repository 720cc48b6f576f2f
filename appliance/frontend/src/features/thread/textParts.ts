/** A text cut into pieces: plain, web addresses, and WhatsApp's *bold*, _italic_, ~struck~ and ```code```. */
import { withoutOverrides } from '@/format/unseen'

export type Mark = 'bold' | 'italic' | 'struck' | 'code'

export interface TextPart {
  text: string
  href?: string
  marks?: Mark[]
}

const ADDRESS = /https?:\/\/[^\s<>"]+/gi
const TRAILING = /[).,;:!?'\]*_~]+$/
const MARKED = /```([^`]+)```|(?<![\p{L}\p{N}])([*_~])(?=\S)((?:(?!\2)[^\n])*\S)\2(?![\p{L}\p{N}])/gu
const MARKS: Record<string, Mark> = { '*': 'bold', _: 'italic', '~': 'struck' }

export function textParts(written: string): TextPart[] {
  const text = withoutOverrides(written)
  const parts: TextPart[] = []
  let done = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '')
    if (!URL.canParse(address)) continue
    parts.push(...markedParts(text.slice(done, match.index)), { text: address, href: address })
    done = match.index + address.length
  }
  return [...parts, ...markedParts(text.slice(done))]
}

/** The words alone, for one-line previews. */
export function withoutMarks(text: string): string {
  return textParts(text)
    .map((part) => part.text)
    .join('')
}

function markedParts(text: string, outer: Mark[] = []): TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  const plain = (piece: string) => piece && parts.push(outer.length ? { text: piece, marks: outer } : { text: piece })
  for (const match of text.matchAll(MARKED)) {
    const [whole, code, sign, inner] = match
    plain(text.slice(done, match.index))
    if (code !== undefined) parts.push({ text: code, marks: [...outer, 'code'] })
    else parts.push(...markedParts(inner ?? '', [...outer, MARKS[sign ?? ''] ?? 'bold']))
    done = match.index + whole.length
  }
  plain(text.slice(done))
  return parts
}

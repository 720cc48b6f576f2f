/** What the business sent with buttons, a list, a link, or from a template. */
import { webUrl } from '@/format/safeUrl'
import { formatPhone } from '@/format/phone'

import type { Carrier } from './read'
import { part, parts, words } from './reading'

export type ChoiceKind = 'reply' | 'list' | 'url' | 'phone' | 'code' | 'location' | 'other'

export interface Choice {
  kind: ChoiceKind
  title: string
  /** Where it leads, or what it copies. */
  detail: string
}

export interface ListSection {
  title: string
  rows: { title: string; description: string }[]
}

export interface SentCard {
  header: string
  footer: string
  choices: Choice[]
  /** What the list's button opens. */
  sections: ListSection[]
}

const INTERACTIVE = ['buttons', 'list', 'cta_url', 'location_request']

/** Null for a message that asks nothing. */
export function askedOf(message: Carrier): SentCard | null {
  const raw = part(message.metadata?.interactive)
  const kind = words(raw?.['kind'], 40)
  if (!raw || !INTERACTIVE.includes(kind)) return null
  return {
    header: words(part(raw['header'])?.['text'], 200),
    footer: words(raw['footer'], 200),
    choices: choicesOf(kind, raw),
    sections: kind === 'list' ? parts(raw['sections'], 20).map(sectionOf) : [],
  }
}

function choicesOf(kind: string, raw: Record<string, unknown>): Choice[] {
  switch (kind) {
    case 'buttons':
      return parts(raw['buttons'], 10).map((one) => ({ kind: 'reply', title: words(one['title'], 100), detail: '' }))
    case 'list':
      return [{ kind: 'list', title: words(raw['button'], 100), detail: '' }]
    case 'cta_url':
      return [{ kind: 'url', title: words(raw['display_text'], 100), detail: webUrl(raw['url']) ?? '' }]
    default:
      return [{ kind: 'location', title: '', detail: '' }]
  }
}

function sectionOf(raw: Record<string, unknown>): ListSection {
  const rows = parts(raw['rows'], 20).map((row) => ({ title: words(row['title'], 100), description: words(row['description'], 200) }))
  return { title: words(raw['title'], 100), rows }
}

/** Null where nothing is known of the template but its text. */
export function templateOf(message: Carrier): (SentCard & { name: string }) | null {
  const raw = part(message.metadata?.template)
  if (!raw) return null
  return {
    name: [words(raw['name'], 512), words(raw['language'], 20)].filter(Boolean).join(' · '),
    header: words(part(raw['header'])?.['text'], 200),
    footer: words(raw['footer'], 200),
    choices: parts(raw['buttons'], 12).map(templateChoice),
    sections: [],
  }
}

const TEMPLATE_CHOICES: Record<string, ChoiceKind> = { QUICK_REPLY: 'reply', URL: 'url', PHONE_NUMBER: 'phone', COPY_CODE: 'code', OTP: 'code' }

function templateChoice(raw: Record<string, unknown>): Choice {
  const kind = TEMPLATE_CHOICES[words(raw['type'], 40).toUpperCase()] ?? 'other'
  const phone = words(raw['phone_number'], 40)
  const detail = kind === 'url' ? (webUrl(raw['url']) ?? '') : kind === 'phone' && phone ? formatPhone(phone) : words(raw['code'], 40)
  return { kind, title: words(raw['text'], 100), detail }
}

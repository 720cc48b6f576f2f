/** A notice of Meta's in words: what happened, and the facts in it that a person can use. */
import type { AccountNotice } from '@/api/accountNotices'
import { part, parts, words } from '@/features/thread/kinds/reading'
import { formatPhone } from '@/format/phone'
import { fullTime } from '@/format/time'
import { t, textIfKnown, type TextKey } from '@/i18n'

export interface Fact {
  name: TextKey
  value: string
}

export function noticeTitle({ field, event, value }: Pick<AccountNotice, 'field' | 'event' | 'value'>): string {
  // One event for three different things: taken down soon, taken down, brought back.
  const ban = words(part(part(value)?.['ban_info'])?.['waba_ban_state'], 40)
  // Our own daily look at the connection: the item's name and what was seen of it.
  const ours = field === 'channel_check' ? words(event, 64) : ''
  return (
    checkSentence(ours) ??
    textIfKnown(`accountNotice.of.${field}.${event}.${ban}`) ??
    textIfKnown(`accountNotice.of.${field}.${event}`) ??
    textIfKnown(`accountNotice.of.${field}`) ??
    t('accountNotice.other', { field: words(field, 64) })
  )
}

/** `quality.red`: what the page of the connection says of it. Sentences that need more than that are left out. */
function checkSentence(event: string): string | undefined {
  const [item, sentence] = [textIfKnown(`channel.item.${event.split('.')[0]}`), textIfKnown(`channel.say.${event}`)]
  return item && sentence && !sentence.includes('{') ? `${item}: ${sentence}` : item
}

/** Where Meta writes them (webhooks/reference); the first of several that is there. */
const FACTS: [TextKey, string[]][] = [
  ['accountNotice.fact.template', ['message_template_name']],
  ['accountNotice.fact.name', ['requested_verified_name']],
  ['accountNotice.fact.reason', ['rejection_info.reason', 'rejection_reason', 'reason', 'title']],
  ['accountNotice.fact.advice', ['rejection_info.recommendation']],
  ['accountNotice.fact.violation', ['violation_info.violation_type']],
  ['accountNotice.fact.requester', ['requester']],
  ['accountNotice.fact.detail', ['alert_info.alert_description', 'other_info.description', 'message_template_element', 'error_data.details', 'message']],
]

export function noticeFacts({ value }: Pick<AccountNotice, 'value'>): Fact[] {
  const at = (path: string) => path.split('.').reduce<unknown>((inner, key) => part(inner)?.[key], value)
  const word = (path: string) => inWords(words(at(path), 1024))
  const change = (from: string, to: string) => [word(from), word(to)].filter(Boolean).join(' → ')
  const number = word('display_phone_number')
  const found: Fact[] = [
    { name: 'accountNotice.fact.number', value: number && formatPhone(number) },
    ...FACTS.map(([name, paths]) => ({ name, value: paths.map(word).find((one) => one && one !== 'NONE') ?? '' })),
    { name: 'accountNotice.fact.quality', value: change('previous_quality_score', 'new_quality_score') },
    {
      name: 'accountNotice.fact.category',
      value: change('previous_category', 'new_category') + (word('correct_category') && ` → ${word('correct_category')}`),
    },
    { name: 'accountNotice.fact.limit', value: word('max_daily_conversations_per_business') || word('current_limit') },
    { name: 'accountNotice.fact.ban', value: isTold(word('ban_info.waba_ban_state')) ? '' : word('ban_info.waba_ban_state') },
    { name: 'accountNotice.fact.date', value: word('ban_info.waba_ban_date') || word('disable_info.disable_date') },
    ...parts(at('restriction_info'), 10).map((one) => ({
      name: 'accountNotice.fact.restriction' as const,
      value: [inWords(words(one['restriction_type'], 120)), dateOf(one['expiration'])].filter(Boolean).join(' · '),
    })),
  ]
  return found.filter((fact) => fact.value)
}

/** Meta's word in ours, where it has one; an identifier that nobody foresaw as words at least. */
const inWords = (theirs: string) =>
  textIfKnown(`accountNotice.word.${theirs}`) ??
  (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(theirs) ? theirs[0] + theirs.slice(1).replaceAll('_', ' ').toLowerCase() : theirs)

/** The title says it already. */
const isTold = (ban: string) => textIfKnown(`accountNotice.of.account_update.DISABLED_UPDATE.${ban}`) !== undefined

/** Unix seconds, as Meta writes an expiration. */
function dateOf(seconds: unknown): string {
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e11 ? fullTime(new Date(seconds * 1000).toISOString()) : ''
}

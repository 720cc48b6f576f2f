/** What the list at the left is narrowed down to: kept in the address, sent to the server, asked of each event. */
import type { ConversationFilter } from '@/api/conversations'
import type { Conversation, ConversationStatus, Id } from '@/api/types'
import { standingOf } from '@/features/standing/standing'
import { dayBegins, dayEnds, fromWall } from '@/format/wallTime'

export const TABS = ['mine', 'waiting', 'queue', 'all', 'bot', 'closed'] as const
export type Tab = (typeof TABS)[number]
/** Where an attendant lands: a conversation the AI holds must be in sight too. */
export const DEFAULT_TAB: Tab = 'all'

export const STATUSES: readonly ConversationStatus[] = ['bot', 'waiting', 'open', 'closed']
export const WINDOW_HOURS = [1, 2, 4, 8] as const
export const LATENESS = ['at_risk', 'breached'] as const

/** Beside the tab and the search. Days are days of the tenant's calendar, both included. */
export interface ListFilter {
  status?: ConversationStatus
  queue_id?: Id | 'none'
  label?: Id
  assigned_user_id?: Id | 'me' | 'none'
  from?: string
  to?: string
  unread?: true
  window_closing_hours?: number
  needs_attention?: true
  sla?: (typeof LATENESS)[number]
  /** Those put off; without it, those that are not. */
  snoozed?: true
  sort?: 'oldest'
}

/** Of the tab alone. */
const OF_TAB: Record<Tab, ConversationFilter> = {
  mine: { status: 'open', assigned_user_id: 'me' },
  waiting: { status: 'waiting' },
  queue: { status: 'live' },
  all: {},
  bot: { status: 'bot' },
  closed: { status: 'closed' },
}

/** What a tab decides itself, or what has a row of its own there: nobody narrows it down further. */
export const DECIDED_BY: Record<Tab, (keyof ListFilter)[]> = {
  mine: ['status', 'assigned_user_id'],
  waiting: ['status', 'assigned_user_id'],
  queue: ['queue_id'],
  all: [],
  bot: ['status', 'assigned_user_id'],
  closed: ['status'],
}

/** What of a filter goes along into another tab. */
export function carriedTo(tab: Tab, filter: ListFilter): ListFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !DECIDED_BY[tab].includes(name as keyof ListFilter)))
}

/** As an address says it; what makes no sense is left out. */
export function readFilter(query: Record<string, unknown>): ListFilter {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  const number = (name: string) => (/^[1-9]\d{0,15}$/.test(text(name)) ? Number(text(name)) : undefined)
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(text(name)) && fromWall(`${text(name)}T00:00`) ? text(name) : undefined)
  const word = <Word extends string>(name: string, ...words: readonly Word[]) => words.find((one) => one === text(name))
  const flag = (name: string) => (text(name) === 'true' ? true : undefined)
  return present({
    status: word('status', ...STATUSES),
    queue_id: number('queue_id') ?? word('queue_id', 'none'),
    label: number('label'),
    assigned_user_id: number('assigned_user_id') ?? word('assigned_user_id', 'me', 'none'),
    from: day('from'),
    to: day('to'),
    unread: flag('unread'),
    window_closing_hours: number('window_closing_hours'),
    needs_attention: flag('needs_attention'),
    sla: word('sla', ...LATENESS),
    snoozed: flag('snoozed'),
    sort: word('sort', 'oldest'),
  })
}

/** As an address holds it. */
export const writeFilter = (filter: ListFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(present(filter)).map(([name, value]) => [name, String(value)]))

/** What the server is asked for. */
export function asked(tab: Tab, filter: ListFilter, search: string): ConversationFilter {
  const { from, to, ...same } = filter
  return {
    ...OF_TAB[tab],
    ...same,
    ...(from ? { from: dayBegins(from).toISOString() } : {}),
    ...(to ? { to: dayEnds(to).toISOString() } : {}),
    ...(search ? { q: search } : {}),
  }
}

/**
 * Whether a conversation that is in the list stays in it: what was read, or whose moment passed, does not vanish
 * from under the hand that reaches for it. What was searched for is found, put off or not (`isFound`).
 */
export function stays(one: Conversation, tab: Tab, filter: ListFilter, myId: Id | null, isFound = false): boolean {
  const { status, assigned_user_id: owner, queue_id: queue, label } = { ...OF_TAB[tab], ...filter }
  if (status === 'live' ? one.status === 'closed' : status && one.status !== status) return false
  if (!isFound && status !== 'closed' && isSnoozed(one) !== Boolean(filter.snoozed)) return false
  if (owner === 'me' && one.assigned_user_id !== myId) return false
  if (owner === 'none' && one.assigned_user_id !== null) return false
  if (typeof owner === 'number' && one.assigned_user_id !== owner) return false
  if (queue === 'none' && one.queue_id !== null) return false
  if (typeof queue === 'number' && one.queue_id !== queue) return false
  return label === undefined || (one.labels ?? []).some(({ id }) => id === label)
}

/** Whether one that an event told of comes into the list. */
export function enters(one: Conversation, tab: Tab, filter: ListFilter, myId: Id | null, now = Date.now()): boolean {
  if (!stays(one, tab, filter, myId)) return false
  if (filter.unread && one.unread_count === 0) return false
  if (filter.needs_attention && !one.needs_human_attention) return false
  if (filter.sla && standingOf(one, now)?.state !== filter.sla) return false
  if (filter.from && one.last_message_at < dayBegins(filter.from).toISOString()) return false
  if (filter.to && one.last_message_at >= dayEnds(filter.to).toISOString()) return false
  if (!filter.window_closing_hours) return true
  const left = one.window_expires_at ? Date.parse(one.window_expires_at) - now : 0
  return left > 0 && left <= filter.window_closing_hours * 3_600_000
}

const isSnoozed = (one: Conversation) => Boolean(one.snoozed_until) && Date.parse(one.snoozed_until ?? '') > Date.now()

function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as never
}

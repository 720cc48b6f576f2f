/** What an entry of the audit says, for people: who did what to what, and what was different afterwards. */
import type { AuditEntry } from '@/api/audit'
import { permissionWords } from '@/features/roles/permissionGroups'
import { priorityOf } from '@/features/triage/priorities'
import { calendarDay, fullTime } from '@/format/time'
import { t, textIfKnown } from '@/i18n'

/** Names for the ids that entries hold; undefined where nobody knows one. */
export interface Names {
  person: (id: number) => string | undefined
  queue: (id: number) => string | undefined
  closeReason: (id: number) => string | undefined
  schedule: (id: number) => string | undefined
  role: (key: string) => string
}

export interface Change {
  field: string
  /** Of a single value. */
  before?: string
  after?: string
  /** Of a list: what came and what went. */
  added?: string[]
  removed?: string[]
}

/** Who did it. */
export function actorOf({ user }: AuditEntry): string {
  if (!user) return t('audit.system')
  return user.id === null ? t('audit.platform') : user.name
}

/** What was done, as the rest of a sentence that begins with who did it: `criou o setor`. */
export function deedOf(entry: AuditEntry): string {
  const [subject, verb] = entry.action.split('.')
  const known = textIfKnown(`audit.action.${entry.action}`)
  if (known) return known
  const [did, what] = [textIfKnown(`audit.verb.${verb}`), textIfKnown(`audit.subject.${subject}`)]
  return did && what ? `${did} ${what}` : entry.action
}

/** Numbers that nobody knows these by. */
const UNNAMED = new Set(['brand', 'channel', 'contact_field', 'service_level', 'inactivity_rule', 'survey_rule'])

/** What it was done to, by the name it had, else the one it has. */
export function subjectOf({ action, subject: { kind, id, name }, before, after }: AuditEntry, names: Names): string {
  if (action === 'holiday.filled_in') return id
  if (action === 'canned_answer.imported' && id === '0') return t('audit.everyQueue')
  const given = after?.['name'] ?? before?.['name'] ?? after?.['title'] ?? before?.['title']
  if (typeof given === 'string' && given) return given
  if (kind === 'role') return names.role(id)
  if (kind === 'setting') return textIfKnown(`${id}.title`) ?? id
  return name ?? (UNNAMED.has(kind) ? '' : `nº ${id}`)
}

/** Field by field, as they differ; of what is new or gone, all it had. */
export function changesOf({ before, after }: AuditEntry, names: Names): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => name !== 'id')
  return fields.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]]
    const field = fieldWords(name)
    if (Array.isArray(was ?? is)) return listChange(field, name, asList(was), asList(is), names)
    if (isBlank(was) && isBlank(is)) return []
    return [{ field, ...(before ? { before: valueOf(name, was, names) } : {}), ...(after ? { after: valueOf(name, is, names) } : {}) }]
  })
}

function listChange(field: string, name: string, was: unknown[], is: unknown[], names: Names): Change[] {
  const words = (some: unknown[]) => some.filter((one) => one !== 'self').map((one) => valueOf(name, one, names))
  const [before, after] = [new Set(was.map(key)), new Set(is.map(key))]
  const added = words(is.filter((one) => !before.has(key(one))))
  const removed = words(was.filter((one) => !after.has(key(one))))
  return added.length + removed.length > 0 ? [{ field, added, removed }] : []
}

/** Of notifications it is an event and what is chosen for it: `waiting.sound`. */
function fieldWords(name: string): string {
  const [event, what] = name.split('.')
  const chosen = what && textIfKnown(`audit.field.${what}`)
  const of = chosen && textIfKnown(`notify.event.${event}`)
  return of ? `${of}: ${chosen}` : (textIfKnown(`audit.field.${name}`) ?? name)
}

/** Where the words for what a field holds begin. */
const VALUES: Record<string, string> = {
  kind: 'surveys.kind.',
  routing: 'audit.routing.',
  availability: 'availability.',
  state: 'consent.state.',
  way: 'consent.way.',
  scope: 'hours.',
  value: 'signature.mode.',
  ending: 'audit.ending.',
}
const DAY = /^\d{4}-\d\d-\d\d$/
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/
const key = (value: unknown) => JSON.stringify(value)
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const isBlank = (value: unknown) => value === null || value === undefined || value === ''

function valueOf(name: string, value: unknown, names: Names): string {
  if (name === 'queue_id' && isBlank(value)) return t('filter.noQueue')
  if (name === 'assigned_user_id' && isBlank(value)) return t('filter.nobody')
  if (isBlank(value)) return t('audit.nothing')
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
  if (name === 'priority' && typeof value === 'number') return t(priorityOf(value).label)
  if (typeof value === 'number') return named(name, value, names) ?? String(value)
  if (typeof value !== 'string') return JSON.stringify(value)
  if (name === 'permissions' || name === 'scopes') return permissionWords(value)
  if (name === 'role') return names.role(value)
  if (MOMENT.test(value)) return fullTime(value)
  if (DAY.test(value)) return calendarDay(value)
  if (name in VALUES) return textIfKnown(`${VALUES[name]}${value}`) ?? textIfKnown(`fields.kind.${value}`) ?? value
  if (name === 'push_shows') return textIfKnown(`notify.shows.${value}`) ?? value
  if (name.endsWith('.tone')) return textIfKnown(`notify.tone.${value}`) ?? value
  return (name === 'status' && textIfKnown(`status.${value}`)) || value
}

/** The fields that hold an id, and whose name it stands for. */
const HOLDS: Record<string, 'person' | 'queue' | 'closeReason' | 'schedule'> = {
  member_ids: 'person', assigned_user_id: 'person', user_id: 'person', offered_to_id: 'person',
  queue_id: 'queue', queue_ids: 'queue',
  close_reason_id: 'closeReason',
  schedule_id: 'schedule',
}

function named(field: string, id: number, names: Names): string | undefined {
  const whose = HOLDS[field]
  return whose && names[whose](id)
}

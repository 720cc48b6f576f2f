/** What a customer chose or filled in: buttons, lists, forms, addresses, the permission to call. */
import { t } from '@/i18n'

import type { Carrier } from './read'
import { figure, part, words } from './reading'

const KINDS = ['button', 'list', 'flow', 'address', 'call_permission', 'template_button'] as const
export type AnswerKind = (typeof KINDS)[number]

export interface Field {
  name: string
  value: string
}

export interface Answer {
  kind: AnswerKind
  title: string
  description: string
  /** Null where there is no form. */
  fields: Field[] | null
}

export function answerOf(message: Carrier): Answer | null {
  const raw = part(message.metadata?.reply)
  if (!raw) return null
  const kind = KINDS.find((one) => one === raw['kind']) ?? 'button'
  const isForm = kind === 'flow' || kind === 'address'
  const title = words(raw['title'], 300)
  return {
    kind,
    title: kind === 'call_permission' ? permission(raw) || title : title || (isForm ? '' : words(raw['id'], 300)),
    description: words(raw['description'], 1000),
    fields: isForm ? fieldsOf(raw['fields']) : null,
  }
}

/** Meta: interactive.call_permission_reply, `response` accept or reject. */
function permission(raw: Record<string, unknown>): string {
  const response = words(part(raw['fields'])?.['response'] ?? raw['id'] ?? raw['title'], 40)
  if (response.startsWith('accept')) return t('reply.callAllowed')
  return response.startsWith('reject') ? t('reply.callDenied') : ''
}

const FIELD_LIMIT = 60
/** Meta's forms call a field `screen_0_Full_name_1`; the token belongs to the form, not to the customer. */
const FROM_A_SCREEN = /^screen_\d+_(.+)_\d+$/
const NOT_SAID = new Set(['flow_token'])

function fieldsOf(raw: unknown): Field[] {
  return Object.entries(part(raw) ?? {})
    .filter(([name]) => !NOT_SAID.has(name))
    .slice(0, FIELD_LIMIT)
    .map(([name, value]) => ({ name: fieldName(name), value: fieldValue(value) }))
    .filter((field) => field.value !== '')
}

function fieldName(name: string): string {
  const plain = words(FROM_A_SCREEN.exec(name)?.[1] ?? name, 120).replace(/[_-]+/g, ' ').trim()
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1)
}

function fieldValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? t('reply.yes') : t('reply.no')
  if (Array.isArray(value)) return value.map(fieldValue).filter(Boolean).join(', ').slice(0, 4096)
  const inner = part(value)
  if (inner) return words(JSON.stringify(inner), 4096)
  return figure(value) !== null && typeof value === 'number' ? String(value) : words(value, 4096)
}

/** What has to be filled in before a template is sent, and what comes of it. */
import type { MediaData } from '@/api/metadata'
import type { Template, TemplateValues, TemplateVariable } from '@/api/templates'
import type { Contact } from '@/api/types'
import { contactName, hasName } from '@/format/contact'
import type { Place } from '@/features/composing/placeDraft'

import { endOfExample, isMediaHeader } from './draft'
import { slotsOf } from './slots'

export interface Field {
  key: string
  component: 'header' | 'body' | 'button'
  /** The name in the braces; of a button its place. */
  slot: string
  example: string
  /** Of a button: what stands on it, and what it does. */
  label: string
  format: string
}

/** Texts alone: a header's file or place is asked for apart. */
export function fieldsOf(template: Template): Field[] {
  const texts = template.variables.filter((one) => one.component !== 'header' || one.format === 'TEXT' || !one.format)
  return texts.map((one) => fieldOf(one, template))
}

function fieldOf(variable: TemplateVariable, template: Template): Field {
  const slot = variable.name ?? String(variable.index ?? 1)
  return {
    key: `${variable.component}.${slot}`,
    component: variable.component,
    slot,
    example: exampleOf(variable, template),
    label: variable.label ?? '',
    format: variable.format ?? 'TEXT',
  }
}

function exampleOf({ component, index, example = '' }: TemplateVariable, template: Template): string {
  const buttons = template.components.find((one) => one.type === 'BUTTONS')?.buttons ?? []
  const url = component === 'button' ? buttons[index ?? 0]?.url : undefined
  return url ? endOfExample(url, example) : example
}

/** IMAGE, VIDEO, DOCUMENT, LOCATION, or '' when the header needs none. */
export function headerNeeds(template: Template): string {
  const format = template.variables.find((one) => one.component === 'header')?.format ?? ''
  return isMediaHeader(format) || format === 'LOCATION' ? format : ''
}

const NAMING = /^(primeiro_?)?(nome|name|nombre|cliente|customer|client|contato|contact|first_?name)(_(do_|del_)?(cliente|customer|contato|contact))?$/
const FIRST_NAMING = /primeiro|first/
const GREETING = /(ol[áa]|oi|bom dia|boa tarde|boa noite|prezad[oa](\(a\))?|car[oa]|hi|hello|dear|hola|buen(os|as) \w+|estimad[oa])[,!]?\s*[*_]?$/i
const LIKE_A_NAME = /^\p{Lu}\p{Ll}+(?: \p{Lu}?\p{Ll}+)*$/u

/** The customer's name where a name is plainly meant; '' elsewhere. */
export function prefilled(field: Field, template: Template, contact: Contact): string {
  if (field.component === 'button' || !hasName(contact)) return ''
  const isNamed = !/^\d+$/.test(field.slot)
  if (isNamed ? !NAMING.test(field.slot) : !isGreeted(field, template)) return ''
  const name = contactName(contact)
  const isFirst = FIRST_NAMING.test(field.slot) || (field.example !== '' && !field.example.includes(' '))
  return isFirst ? (name.split(/\s+/)[0] ?? name) : name
}

/** “Olá, {{1}}!”, with an example that could be somebody's name. */
function isGreeted({ component, slot, example }: Field, template: Template): boolean {
  const text = template.components.find((one) => one.type === component.toUpperCase())?.text ?? ''
  const before = text.split(new RegExp(`\\{\\{\\s*${slot}\\s*\\}\\}`))[0] ?? ''
  return GREETING.test(before) && (example === '' || LIKE_A_NAME.test(example))
}

export type ValueProblem = 'empty' | 'spaces' | 'noSpaces'

/** What Meta takes in no variable (Meta: error 132018). */
export function valueProblem(field: Field, value: string): ValueProblem | null {
  if (!value.trim()) return 'empty'
  if (field.component === 'button') return /\s/.test(value.trim()) ? 'noSpaces' : null
  return /[\n\r\t]| {4}/.test(value) ? 'spaces' : null
}

export interface Filled {
  values: Record<string, string>
  media: MediaData | null
  place: Place | null
}

export function templateValues(template: Template, { values, media, place }: Filled): TemplateValues {
  const of = (component: Field['component']) => fieldsOf(template).filter((one) => one.component === component)
  const valueOf = (field: Field) => (values[field.key] ?? '').trim()
  const [header] = of('header')
  const text = header ? { text: valueOf(header) } : null
  const file = media ? { media_id: media.id } : null
  const head = text ?? file ?? (place ? { location: place } : null)
  const body = of('body')
  const buttons = of('button')
  return {
    ...(head ? { header: head } : {}),
    ...(body.length ? { body: bodyValues(template, body.map((one) => [one.slot, valueOf(one)])) } : {}),
    ...(buttons.length ? { buttons: Object.fromEntries(buttons.map((one) => [one.slot, valueOf(one)])) } : {}),
  }
}

function bodyValues(template: Template, pairs: [string, string][]): string[] | Record<string, string> {
  if (template.parameter_format === 'NAMED') return Object.fromEntries(pairs)
  return [...pairs].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)
}

/** The values by what stands in the braces of one component. */
export function valuesIn(component: Field['component'], text: string, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(slotsOf(text).map((slot) => [slot, (values[`${component}.${slot}`] ?? '').trim()]))
}

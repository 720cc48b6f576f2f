/** A template while it is being written, and how it becomes what Meta takes. */
import type { MediaData } from '@/api/metadata'
import type { ParameterFormat, Template, TemplateButton, TemplateComponent, TemplateExample } from '@/api/templates'

import { BUTTON_TYPES, HEADER_KINDS, type ButtonType, type HeaderKind } from './rules'
import { slotsOf } from './slots'

export interface DraftButton {
  /** Of the row on screen, not of the button. */
  key: number
  type: ButtonType
  text: string
  url: string
  /** Of the variable at the end of the address. */
  urlExample: string
  phone: string
  code: string
}

export interface Draft {
  name: string
  language: string
  category: string
  format: ParameterFormat
  headerKind: HeaderKind
  headerText: string
  headerExamples: Record<string, string>
  /** The uploaded example; null while there is none. */
  headerMedia: MediaData | null
  /** Meta's handle of the example it already has. */
  headerHandle: string
  body: string
  bodyExamples: Record<string, string>
  footer: string
  buttons: DraftButton[]
}

let nextKey = 1

export function newButton(type: ButtonType): DraftButton {
  return { key: nextKey++, type, text: '', url: '', urlExample: '', phone: '', code: '' }
}

export function emptyDraft(language: string): Draft {
  return {
    name: '',
    language,
    category: 'UTILITY',
    format: 'POSITIONAL',
    headerKind: 'NONE',
    headerText: '',
    headerExamples: {},
    headerMedia: null,
    headerHandle: '',
    body: '',
    bodyExamples: {},
    footer: '',
    buttons: [],
  }
}

export const isMediaHeader = (kind: string) => kind === 'IMAGE' || kind === 'VIDEO' || kind === 'DOCUMENT'

/** Null when the template holds what this form could not write back, such as a button for a form or a catalogue. */
export function draftOf(template: Template): Draft | null {
  const draft = emptyDraft(template.language)
  Object.assign(draft, { name: template.name, category: template.category, format: template.parameter_format })
  const isKnown = template.components.every((component) => readComponent(draft, component))
  return isKnown && template.category !== 'AUTHENTICATION' ? draft : null
}

function readComponent(draft: Draft, component: TemplateComponent): boolean {
  const { type, text = '', example = {} } = component
  if (type === 'BODY') Object.assign(draft, { body: text, bodyExamples: examplesOf(text, example.body_text?.[0], example.body_text_named_params) })
  else if (type === 'FOOTER') draft.footer = text
  else if (type === 'HEADER') return readHeader(draft, component)
  else if (type === 'BUTTONS') return (component.buttons ?? []).every((button) => readButton(draft, button))
  else return false
  return true
}

function readHeader(draft: Draft, { format = 'TEXT', text = '', example = {} }: TemplateComponent): boolean {
  const kind = HEADER_KINDS.find((one) => one === format)
  if (!kind) return false
  draft.headerKind = kind
  draft.headerText = text
  draft.headerExamples = examplesOf(text, example.header_text, example.header_text_named_params)
  // Meta shows the example as an address, which it does not take back: a file is then asked for again
  const handle = example.header_handle?.[0] ?? ''
  draft.headerHandle = URL.canParse(handle) && handle.startsWith('http') ? '' : handle
  return true
}

function readButton(draft: Draft, button: TemplateButton): boolean {
  const type = BUTTON_TYPES.find((one) => one === button.type)
  if (!type) return false
  const example = Array.isArray(button.example) ? (button.example[0] ?? '') : (button.example ?? '')
  const url = button.url ?? ''
  draft.buttons.push({
    ...newButton(type),
    text: button.text ?? '',
    url,
    urlExample: type === 'URL' ? endOfExample(url, example) : '',
    phone: button.phone_number ?? '',
    code: type === 'COPY_CODE' ? example : '',
  })
  return true
}

/** Meta's example is the whole address; people fill in its end. */
export function endOfExample(url: string, example: string): string {
  const start = url.replace(/\{\{[^{}]*\}\}$/, '')
  return start !== url && example.startsWith(start) ? example.slice(start.length) : example
}

function examplesOf(text: string, positional: string[] = [], named: { param_name: string; example: string }[] = []): Record<string, string> {
  if (named.length) return Object.fromEntries(named.map((one) => [one.param_name, one.example]))
  return Object.fromEntries(slotsOf(text).map((slot) => [slot, positional[Number(slot) - 1] ?? '']))
}

/** The components in Meta's create shape; empty parts are left out. */
export function componentsOf(draft: Draft): TemplateComponent[] {
  const header = headerOf(draft)
  const body = withExample({ type: 'BODY', text: draft.body.trim() }, bodyExample(draft))
  return [
    ...(header ? [header] : []),
    body,
    ...(draft.footer.trim() ? [{ type: 'FOOTER', text: draft.footer.trim() }] : []),
    ...(draft.buttons.length ? [{ type: 'BUTTONS', buttons: draft.buttons.map(buttonOf) }] : []),
  ]
}

function headerOf(draft: Draft): TemplateComponent | null {
  const format = draft.headerKind
  if (format === 'NONE') return null
  if (format === 'LOCATION') return { type: 'HEADER', format }
  if (isMediaHeader(format)) {
    if (draft.headerMedia) return { type: 'HEADER', format, media_id: draft.headerMedia.id }
    return { type: 'HEADER', format, example: { header_handle: [draft.headerHandle] } }
  }
  return withExample({ type: 'HEADER', format, text: draft.headerText.trim() }, headerExample(draft))
}

const withExample = (component: TemplateComponent, example: TemplateExample | null): TemplateComponent =>
  example ? { ...component, example } : component

function headerExample({ headerText, headerExamples, format }: Draft): TemplateExample | null {
  const values = valuesOf(headerText, headerExamples)
  if (values.length === 0) return null
  return format === 'NAMED' ? { header_text_named_params: values } : { header_text: values.map((one) => one.example) }
}

function bodyExample({ body, bodyExamples, format }: Draft): TemplateExample | null {
  const values = valuesOf(body, bodyExamples)
  if (values.length === 0) return null
  if (format === 'NAMED') return { body_text_named_params: values }
  const byNumber = [...values].sort((a, b) => Number(a.param_name) - Number(b.param_name))
  return { body_text: [byNumber.map((one) => one.example)] }
}

const valuesOf = (text: string, examples: Record<string, string>) =>
  slotsOf(text).map((slot) => ({ param_name: slot, example: (examples[slot] ?? '').trim() }))

function buttonOf(button: DraftButton): TemplateButton {
  const text = button.text.trim()
  if (button.type === 'COPY_CODE') return { type: button.type, example: button.code.trim() }
  if (button.type === 'PHONE_NUMBER') return { type: button.type, text, phone_number: button.phone.trim() }
  if (button.type === 'QUICK_REPLY') return { type: button.type, text }
  const url = button.url.trim()
  const slot = slotsOf(url)[0]
  return slot === undefined ? { type: 'URL', text, url } : { type: 'URL', text, url, example: [url.replace(/\{\{[^{}]*\}\}/, button.urlExample.trim())] }
}

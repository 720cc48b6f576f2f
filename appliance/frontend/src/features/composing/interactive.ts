/** A message with buttons, a list, a link or the question where somebody is, while it is being written. */
import type { Limits } from '@/api/limits'
import type { InteractiveData, MediaData } from '@/api/metadata'
import type { Shown, ShownHeader } from '@/features/preview/shown'
import { t, type Params, type TextKey } from '@/i18n'

export const KINDS = ['buttons', 'list', 'cta_url', 'location_request'] as const
export type Kind = (typeof KINDS)[number]
export type HeaderKind = 'none' | 'text' | 'image' | 'video' | 'document'

export interface Row {
  key: number
  title: string
  description: string
}

export interface Section {
  key: number
  title: string
  rows: Row[]
}

export interface Draft {
  kind: Kind
  header: HeaderKind
  headerText: string
  media: MediaData | null
  body: string
  footer: string
  buttons: { key: number; title: string }[]
  /** The label of the list's button. */
  button: string
  sections: Section[]
  displayText: string
  url: string
}

let nextKey = 1
export const newButton = () => ({ key: nextKey++, title: '' })
export const newRow = (): Row => ({ key: nextKey++, title: '', description: '' })
export const newSection = (): Section => ({ key: nextKey++, title: '', rows: [newRow()] })

export function emptyDraft(): Draft {
  return {
    kind: 'buttons',
    header: 'none',
    headerText: '',
    media: null,
    body: '',
    footer: '',
    buttons: [newButton()],
    button: '',
    sections: [newSection()],
    displayText: '',
    url: '',
  }
}

export interface Problem {
  key: TextKey
  params?: Params
}
export type Problems = Record<string, Problem>

/** What WhatsApp would refuse, by field. Without limits nothing is counted: the server does. */
export function problemsOf(draft: Draft, limits: Limits['interactive'] | null): Problems {
  const shared = limits?.[draft.kind]
  const found: Problems = {}
  check(found, 'body', draft.body, shared?.body)
  if (draft.kind !== 'location_request') {
    if (draft.header === 'text') check(found, 'headerText', draft.headerText, shared?.header_text)
    else if (draft.header !== 'none' && !draft.media) found['media'] = { key: 'picker.problem.media' }
    if (draft.footer.trim()) check(found, 'footer', draft.footer, shared?.footer)
  }
  if (draft.kind === 'buttons') checkButtons(found, draft, limits)
  if (draft.kind === 'list') checkList(found, draft, limits)
  if (draft.kind === 'cta_url') checkLink(found, draft, limits)
  return found
}

function check(found: Problems, field: string, text: string, limit: number | undefined): void {
  const length = [...text.trim()].length
  if (length === 0) found[field] = { key: 'template.problem.empty' }
  else if (limit !== undefined && length > limit) found[field] = { key: 'template.problem.tooLong', params: { count: length - limit } }
}

function checkButtons(found: Problems, { buttons }: Draft, limits: Limits['interactive'] | null): void {
  for (const { key, title } of buttons) {
    check(found, `button.${key}`, title, limits?.buttons.button_title)
    if (title.trim() && buttons.some((one) => one.key !== key && one.title.trim() === title.trim())) found[`button.${key}`] = { key: 'template.problem.buttonTwice' }
  }
}

function checkList(found: Problems, { button, sections }: Draft, limits: Limits['interactive'] | null): void {
  check(found, 'button', button, limits?.list.button)
  for (const section of sections) {
    if (sections.length > 1 || section.title.trim()) check(found, `section.${section.key}`, section.title, limits?.list.section_title)
    for (const row of section.rows) {
      check(found, `row.${row.key}`, row.title, limits?.list.row_title)
      if (row.description.trim()) check(found, `description.${row.key}`, row.description, limits?.list.row_description)
    }
  }
}

function checkLink(found: Problems, { displayText, url }: Draft, limits: Limits['interactive'] | null): void {
  check(found, 'displayText', displayText, limits?.cta_url.display_text)
  check(found, 'url', url, limits?.cta_url.url)
  if (!found['url'] && !isWebAddress(url.trim())) found['url'] = { key: 'template.problem.url' }
}

const isWebAddress = (url: string) => /^https?:\/\/[^\s/]+\.[^\s/]+\S*$/i.test(url) && URL.canParse(url)

export const rowCount = ({ sections }: Pick<Draft, 'sections'>) => sections.reduce((sum, one) => sum + one.rows.length, 0)

/** As the API takes it; ids are the server's. */
export function interactiveOf(draft: Draft): InteractiveData {
  const { kind } = draft
  if (kind === 'location_request') return { kind }
  const footer = draft.footer.trim()
  return { kind, ...headerOf(draft), ...(footer ? { footer } : {}), ...PARTS[kind](draft) }
}

function headerOf({ header, headerText, media, kind }: Draft): Pick<InteractiveData, 'header'> {
  if (header === 'text') return { header: { text: headerText.trim() } }
  return header !== 'none' && kind !== 'list' && media ? { header: { media_id: media.id, format: header } } : {}
}

const PARTS: Record<Exclude<Kind, 'location_request'>, (draft: Draft) => Partial<InteractiveData>> = {
  buttons: ({ buttons }) => ({ buttons: buttons.map((one) => ({ title: one.title.trim() })) }),
  list: ({ button, sections }) => ({ button: button.trim(), sections: sections.map(sectionOf) }),
  cta_url: ({ displayText, url }) => ({ display_text: displayText.trim(), url: url.trim() }),
}

function sectionOf({ title, rows }: Section): NonNullable<InteractiveData['sections']>[number] {
  const named = title.trim() ? { title: title.trim() } : {}
  return {
    ...named,
    rows: rows.map((row) => ({ title: row.title.trim(), ...(row.description.trim() ? { description: row.description.trim() } : {}) })),
  }
}

/** As the customer will see it. */
export function shownOf(draft: Draft, picture: string | null): Shown {
  const hasFrame = draft.kind !== 'location_request'
  return { header: hasFrame ? shownHeader(draft, picture) : null, body: draft.body, footer: hasFrame ? draft.footer : '', buttons: shownButtons(draft) }
}

function shownHeader({ header, headerText, media }: Draft, picture: string | null): ShownHeader | null {
  if (header === 'none') return null
  if (header === 'text') return { format: 'TEXT', text: headerText }
  return { format: header.toUpperCase(), name: header === 'document' ? (media?.filename ?? undefined) : undefined, url: picture ?? undefined }
}

function shownButtons(draft: Draft): NonNullable<Shown['buttons']> {
  if (draft.kind === 'buttons') return draft.buttons.map((one) => ({ kind: 'reply', text: one.title }))
  if (draft.kind === 'list') return [{ kind: 'list', text: draft.button }]
  if (draft.kind === 'cta_url') return [{ kind: 'link', text: draft.displayText }]
  return [{ kind: 'location', text: t('preview.sendLocation') }]
}

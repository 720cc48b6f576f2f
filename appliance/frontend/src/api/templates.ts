import { http } from './http'
import type { Id, Page } from './types'

export type TemplateCategory = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'
export type ParameterFormat = 'POSITIONAL' | 'NAMED'
export type HeaderFormat = 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION'

/** As Meta takes and gives it: templates › components. */
export interface TemplateButton {
  type: string
  text?: string
  url?: string
  phone_number?: string
  /** A list for an address with a variable, a text for a code. */
  example?: string | string[]
}

export interface NamedExample {
  param_name: string
  example: string
}

export interface TemplateExample {
  header_text?: string[]
  header_text_named_params?: NamedExample[]
  header_handle?: string[]
  body_text?: string[][]
  body_text_named_params?: NamedExample[]
}

export interface TemplateComponent {
  type: string
  format?: string
  text?: string
  example?: TemplateExample
  buttons?: TemplateButton[]
  /** When created or changed: the uploaded file that stands as the example. */
  media_id?: Id
}

/** Something to fill in when the template is sent. */
export interface TemplateVariable {
  component: 'header' | 'body' | 'button'
  /** Of a body: the number in the braces. Of a button: its place among the buttons, from 0. */
  index?: number
  name?: string
  example?: string
  /** TEXT, or what a header or a button is. */
  format?: string
  /** What stands on a button. */
  label?: string
}

export interface Rejection {
  reason?: string | null
  details?: string | null
  recommendation?: string | null
  /** When Meta disables it, as Meta writes it. */
  date?: string | null
}

export interface Template {
  id: Id
  whatsapp_template_id: string | null
  name: string
  language: string
  category: string
  parameter_format: ParameterFormat
  components: TemplateComponent[]
  /** Meta's word, in capitals. */
  status: string
  rejection: Rejection | null
  quality: string | null
  /** What Meta will make of its category, or made of it. */
  category_change: { category?: string; previous?: string; at?: string | null } | null
  sendable: boolean
  variables: TemplateVariable[]
  synced_at: string | null
  updated_at: string
}

export interface TemplateFilter {
  status?: string
  q?: string
  language?: string
  category?: string
}

export interface TemplateToCreate {
  name: string
  language: string
  category: string
  parameter_format: ParameterFormat
  components: TemplateComponent[]
}

export interface TemplateValues {
  header?: { text?: string; media_id?: Id; location?: { latitude: number; longitude: number; name?: string; address?: string } }
  body?: string[] | Record<string, string>
  /** By the button's place. */
  buttons?: Record<string, string>
}

/** What Meta allows, as data: characters and counts. */
export interface TemplateRules {
  name: number
  header: number
  body: number
  footer: number
  header_variables: number
  buttons: {
    total: number
    /** How many of a kind. */
    kinds: Record<string, number>
    label: number
    url: number
    phone_number: number
    copy_code: number
    payload: number
  }
  creations_per_hour: number
  name_blocked_days: number
  categories: string[]
  languages: string[]
}

export interface SyncProgress {
  state: 'never' | 'running' | 'done' | 'failed'
  /** How many Meta has listed so far. */
  read: number
  changed: number
  deleted: number
  started_at: string | null
  finished_at: string | null
  error: { code: string; message: string } | null
}

export interface Deleted {
  /** As they are now. */
  data: Template[]
  name_blocked_days: number
}

export const fetchTemplateRules = () => http.get<TemplateRules>('/templates/limits')

export const fetchTemplates = (filter: TemplateFilter, cursor: string | null = null, signal?: AbortSignal) =>
  http.get<Page<Template>>('/templates', {
    query: { ...filter, limit: 50, cursor: cursor ?? undefined },
    ...(signal ? { signal } : {}),
  })

export const fetchTemplate = (id: Id) => http.get<Template>(`/templates/${id}`)

export const createTemplate = (template: TemplateToCreate) => http.post<Template>('/templates', template)

export const changeTemplate = (id: Id, change: { category?: string; components: TemplateComponent[] }) =>
  http.patch<Template>(`/templates/${id}`, change)

/** Meta keeps the name of a deleted template that was approved for 30 days. */
export const deleteTemplate = (id: Id, allLanguages: boolean) =>
  http.delete<Deleted>(`/templates/${id}`, { query: { all_languages: String(allLanguages) } })

/** Of very many, the rest comes in the background: `running`. */
export const syncTemplates = () => http.post<SyncProgress>('/templates/sync')

export const fetchSync = () => http.get<SyncProgress>('/templates/sync')

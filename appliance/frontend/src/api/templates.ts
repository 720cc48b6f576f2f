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
  format?: string
}

export interface Rejection {
  reason?: string | null
  details?: string | null
  recommendation?: string | null
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
  category_change: { category?: string; at?: string | null } | null
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
  http.delete<void>(`/templates/${id}`, { query: { all_languages: String(allLanguages) } })

export const syncTemplates = () => http.post<unknown>('/templates/sync')

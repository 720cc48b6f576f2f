import { http } from './http'
import type { Id, Page } from './types'

export const FIELD_KINDS = ['text', 'number', 'date', 'choice', 'boolean', 'link', 'document'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** Something the client wants to know of its customers. */
export interface ContactField {
  id: Id
  name: string
  /** In texts, {{campo.key}} stands for its value. */
  key: string
  kind: FieldKind
  /** Of a choice. */
  options: string[]
  is_archived: boolean
}

export interface ConsentPurpose {
  id: Id
  /** Of those that come with the tenant. */
  key: 'service' | 'marketing' | null
  name: string
  /** What customers are shown or read. */
  text: string | null
  is_archived: boolean
}

export const fetchContactFields = () => http.get<Page<ContactField>>('/contact-fields')
export const createContactField = (body: Pick<ContactField, 'name' | 'kind' | 'options'>) => http.post<ContactField>('/contact-fields', body)
export const changeContactField = (id: Id, body: Partial<Pick<ContactField, 'name' | 'options' | 'is_archived'>>) => http.patch<ContactField>(`/contact-fields/${id}`, body)
export const orderContactFields = (ids: Id[]) => http.put<Page<ContactField>>('/contact-fields/order', { ids })

export const fetchPurposes = () => http.get<Page<ConsentPurpose>>('/consent-purposes')
export const createPurpose = (body: Pick<ConsentPurpose, 'name' | 'text'>) => http.post<ConsentPurpose>('/consent-purposes', body)
export const changePurpose = (id: Id, body: Partial<Pick<ConsentPurpose, 'name' | 'text' | 'is_archived'>>) => http.patch<ConsentPurpose>(`/consent-purposes/${id}`, body)

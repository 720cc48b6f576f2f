import type { ConsentPurpose } from './contactFields'
import { http } from './http'
import type { ConversationStatus, Id, Message, Page, Person } from './types'

export interface FieldValue {
  field_id: Id
  key: string
  value: string
  /** As customers read it in a message. */
  text: string
}

/** What attendants noted down of a contact. */
export interface ContactDetails {
  email: string | null
  notes: string | null
  values: FieldValue[]
}

export const CONSENT_WAYS = ['message', 'form', 'phone', 'in_person', 'email', 'other'] as const
export type ConsentState = 'given' | 'withdrawn'

export interface Consent {
  id: Id
  purpose_id: Id
  state: ConsentState
  way: (typeof CONSENT_WAYS)[number] | 'whatsapp'
  message_id: Id | null
  text: string | null
  note: string | null
  /** Null: WhatsApp told us. */
  user: Person | null
  said_at: string
  created_at: string
}

/** A purpose, and what holds for it. */
export type HeldPurpose = ConsentPurpose & { state: ConsentState | null; way: Consent['way'] | null; said_at: string | null }

export interface Consents {
  purposes: HeldPurpose[]
  history: Consent[]
}

export interface NewConsent {
  purpose_id: Id
  state: ConsentState
  way: (typeof CONSENT_WAYS)[number]
  message_id?: Id | null
  note?: string | null
}

export interface PastConversation {
  id: Id
  protocol: string
  status: ConversationStatus
  queue: string | null
  attendant: string | null
  created_at: string
  last_message_at: string
  closed_at: string | null
  close_reason: string | null
  close_note: string | null
  survey: { kind: 'csat' | 'nps'; score: number | null; comment: string | null } | null
}

export type FileGroup = 'pictures' | 'files'

export const fetchDetails = (id: Id) => http.get<ContactDetails>(`/contacts/${id}/details`)
export const changeDetails = (id: Id, change: Partial<Pick<ContactDetails, 'email' | 'notes'>>) => http.patch<ContactDetails>(`/contacts/${id}/details`, change)
export const fillIn = (id: Id, fieldId: Id, value: string | null) => http.put<ContactDetails>(`/contacts/${id}/fields/${fieldId}`, { value })

export const fetchPastConversations = (id: Id, cursor: string | null) =>
  http.get<Page<PastConversation>>(`/contacts/${id}/conversations`, { query: { limit: 20, cursor: cursor ?? undefined } })

export const fetchContactFiles = (id: Id, group: FileGroup, cursor: string | null) =>
  http.get<Page<Message>>(`/contacts/${id}/files`, { query: { group, limit: group === 'pictures' ? 24 : 20, cursor: cursor ?? undefined } })

export const fetchConsents = (id: Id) => http.get<Consents>(`/contacts/${id}/consents`)
export const recordConsent = (id: Id, body: NewConsent) => http.post<Consents>(`/contacts/${id}/consents`, body)

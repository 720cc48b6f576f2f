import { http } from './http'
import type { Contact, ConversationStatus, Id, Page, Person } from './types'

export interface Alias {
  kind: 'bsuid' | 'parent_bsuid' | 'wa_id' | 'mobile_br'
  value: string
}

export interface ContactMerge {
  id: Id
  kept_id: Id
  merged: Contact
  /** Null when WhatsApp showed that both are one person. */
  user: Person | null
  created_at: string
  undone_at: string | null
  can_undo: boolean
}

export interface ListedContact extends Contact {
  /** The name set by hand; null while WhatsApp's is used. */
  given_name: string | null
  /** When the customer asked WhatsApp for no more marketing. */
  marketing_stopped_at: string | null
  merged_into_id: Id | null
  created_at: string
}

export interface ContactConversation {
  id: Id
  protocol: string
  status: ConversationStatus
  last_message_at: string
}

/** What WhatsApp says of somebody whom it does not reach. */
export interface DeliveryTrouble {
  reason: string
  message: string
  since: string
}

/** With all that is known of them. */
export interface WholeContact extends ListedContact {
  /** Null once a message arrived, or they wrote again. */
  delivery_trouble: DeliveryTrouble | null
  aliases: Alias[]
  conversations: ContactConversation[]
  merges: ContactMerge[]
}

export interface Merged {
  merge: ContactMerge
  contact: WholeContact
}

export const fetchContacts = (q: string, signal?: AbortSignal) =>
  http.get<Page<ListedContact>>('/contacts', { query: { q, limit: 20 }, ...(signal ? { signal } : {}) })

export const fetchContact = (id: Id) => http.get<WholeContact>(`/contacts/${id}`)

/** Null gives WhatsApp's name back. */
export const renameContact = (id: Id, name: string | null) => http.patch<WholeContact>(`/contacts/${id}`, { name })

export const mergeContacts = (id: Id, otherId: Id) => http.post<Merged>(`/contacts/${id}/merge`, { other_id: otherId })

/** 409 `newer_merge` when another has to be undone first. */
export const undoMerge = (id: Id) => http.post<Merged>(`/contacts/merges/${id}/undo`)

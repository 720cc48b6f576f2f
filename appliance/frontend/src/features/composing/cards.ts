/** The contacts that are shared with a customer, while they are chosen and written. */
import type { ContactToSend } from '@/api/messages'
import type { ListedContact } from '@/api/contacts'
import { contactName } from '@/format/contact'
import { formatPhone } from '@/format/phone'

import { phoneForCard, phoneProblem, type PhoneProblem } from './phone'

export interface CardDraft {
  name: string
  phone: string
  email: string
  company: string
}

export const emptyCard = (): CardDraft => ({ name: '', phone: '', email: '', company: '' })

/** Null for one whose number nobody knows. */
export function cardOfContact(contact: ListedContact): ContactToSend | null {
  const number = contact.phone ?? (contact.wa_id ? `+${contact.wa_id}` : null)
  return number ? { name: contactName(contact), phones: [{ phone: formatPhone(number), type: 'CELL' }] } : null
}

export type CardProblem = PhoneProblem | 'noName' | 'noEmail' | 'tooLong'
export type CardProblems = Partial<Record<keyof CardDraft, CardProblem>>

/** A telephone or an e-mail: one of the two suffices. */
export function cardProblems(draft: CardDraft, limit: number | undefined): CardProblems {
  const found: CardProblems = {}
  const [phone, email] = [draft.phone.trim(), draft.email.trim()]
  if (!draft.name.trim()) found.name = 'noName'
  const wrongPhone = phone || !email ? phoneProblem(phone) : null
  if (wrongPhone) found.phone = wrongPhone
  if (email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) found.email = 'noEmail'
  for (const field of ['name', 'email', 'company'] as const) if (limit !== undefined && [...draft[field].trim()].length > limit) found[field] = 'tooLong'
  return found
}

export function cardOfDraft(draft: CardDraft): ContactToSend {
  const [phone, email, company] = [draft.phone.trim(), draft.email.trim(), draft.company.trim()]
  return {
    name: draft.name.trim(),
    phones: phone ? [{ phone: phoneForCard(phone) }] : [],
    ...(email ? { emails: [{ email }] } : {}),
    ...(company ? { org: { company } } : {}),
  }
}

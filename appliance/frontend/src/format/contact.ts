import type { Contact } from '@/api/types'
import { t } from '@/i18n'

import { formatPhone } from './phone'
import { withoutUnseen } from './unseen'

/** What to call a customer: their name, else the number as people write it, else the username. */
export function contactName(contact: Contact): string {
  const name = [contact.name, contact.profile_name].map((one) => withoutUnseen(one ?? '').trim()).find(Boolean)
  if (name && name !== contact.username && !isTheirNumber(name, contact)) return name
  const number = contact.phone ?? contact.wa_id
  if (number) return formatPhone(number)
  return contact.username ? `@${contact.username}` : t('contact.unnamed')
}

/** Whether contactName is a name, so that the number is worth showing beside it. */
export function hasName(contact: Contact): boolean {
  const number = contact.phone ?? contact.wa_id
  return !number || contactName(contact) !== formatPhone(number)
}

/** Up to two letters for an avatar; empty when there is only a number. */
export function initials(contact: Contact): string {
  if (!hasName(contact)) return ''
  const words = contactName(contact).replace(/[^\p{L}\p{N}\s]/gu, ' ').trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toLocaleUpperCase()
}

function isTheirNumber(name: string, contact: Contact): boolean {
  const digits = name.replace(/\D/g, '')
  return /^[+\d\s()-]+$/.test(name) && [contact.phone, contact.wa_id].some((one) => one?.replace(/\D/g, '') === digits)
}

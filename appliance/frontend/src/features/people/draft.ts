import type { Account, AccountChange, NewAccount } from '@/api/accounts'
import type { Id } from '@/api/types'
import { ApiError } from '@/api/http'
import { errorText } from '@/format/failure'
import { t } from '@/i18n'

export interface AccountDraft {
  name: string
  email: string
  role: string
  queue_ids: Id[]
  /** '' is the company's. */
  locale: string
  /** Only somebody who never chose one. */
  mayLeaveLocale: boolean
}

export function emptyDraft(role: string): AccountDraft {
  return { name: '', email: '', role, queue_ids: [], locale: '', mayLeaveLocale: true }
}

export function draftOf({ name, email, role, queue_ids, locale }: Account): AccountDraft {
  return { name, email, role, queue_ids: [...queue_ids], locale: locale ?? '', mayLeaveLocale: locale === null }
}

/** What can be said before the server is asked. */
export function problemsOf({ name, email }: AccountDraft): { name: string; email: string } {
  return {
    name: name.trim() ? '' : t('people.needName'),
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? '' : t('people.needEmail'),
  }
}

/** What the server says of the e-mail; undefined when it is something else. */
export function emailProblem(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  if (error.code === 'email_taken') return errorText(error)
  const json = error.details['json'] as Record<string, unknown> | undefined
  return error.code === 'invalid_input' && json?.['email'] ? t('people.needEmail') : undefined
}

export function asNew({ name, email, role, queue_ids, locale }: AccountDraft): NewAccount {
  return { name: name.trim(), email: email.trim(), role, queue_ids, locale: locale || null }
}

/** Only what differs: whoever is given the role they have is not signed out. */
export function changesTo(account: Account, draft: AccountDraft): AccountChange {
  const next = asNew(draft)
  const before = new Set(account.queue_ids)
  const isSameQueues = next.queue_ids.length === before.size && next.queue_ids.every((one) => before.has(one))
  return {
    ...(next.name === account.name ? {} : { name: next.name }),
    ...(next.email.toLowerCase() === account.email ? {} : { email: next.email }),
    ...(next.role === account.role ? {} : { role: next.role }),
    ...(next.locale === null || next.locale === account.locale ? {} : { locale: next.locale }),
    ...(isSameQueues ? {} : { queue_ids: next.queue_ids }),
  }
}

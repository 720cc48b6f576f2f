import { ApiError } from '@/api/http'
import type { MessageError, Person } from '@/api/types'
import { locale, t, textIfKnown } from '@/i18n'

/** What went wrong with a request, in words for a person. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unexpected')
  const taken = error.details['assigned_user'] as Person | null | undefined
  const known = textIfKnown(`error.${error.code}`, { name: taken?.name ?? t('owner.someone') })
  if (known) return known
  if (error.status === 429) return t('error.too_many')
  if (error.status === 404) return t('error.not_found')
  if (error.status === 403) return t('error.not_allowed')
  // The server speaks Portuguese, and to the point; to other readers our own sentence says more.
  const theirs = locale() === 'pt-BR' && error.status < 500 ? error.message : ''
  return theirs || textIfKnown(`refusal.${error.code}`, { limit: Number(error.details['limit']) }) || t('error.unexpected')
}

/** Why WhatsApp refused a message: our sentence for the codes people meet, else the server's or Meta's. */
export function failureText(error: MessageError | null): string {
  const ours = textIfKnown(`failure.${error?.code}`) ?? textIfKnown(`reason.${error?.reason}`)
  const theirs = locale() === 'pt-BR' ? error?.message : error?.title
  return ours || theirs || t('failure.other')
}

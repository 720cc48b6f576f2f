/** Why the server did not take it: in its own words to who reads Portuguese, else in ours for the codes people meet. */
import { ApiError } from '@/api/http'
import { errorText } from '@/format/failure'
import { locale, textIfKnown } from '@/i18n'

export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError) || error.code === 'network') return errorText(error)
  if (locale() === 'pt-BR' && error.message && error.status !== 500) return error.message
  return textIfKnown(`template.refusal.${error.code}`) ?? errorText(error)
}

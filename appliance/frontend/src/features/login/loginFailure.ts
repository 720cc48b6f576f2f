import { ApiError } from '@/api/http'
import { errorText } from '@/format/failure'
import { waitInWords } from '@/format/time'
import { t } from '@/i18n'

/** Why signing in did not work, in words that never tell which of the two fields was wrong. */
export function loginFailure(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return t('login.wrong')
  if (error instanceof ApiError && error.status === 429) {
    return t('login.tooMany', { wait: waitInWords(Number(error.details['retry_after']) || 60) })
  }
  return errorText(error)
}

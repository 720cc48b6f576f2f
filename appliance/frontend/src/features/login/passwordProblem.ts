import { ApiError } from '@/api/http'
import { t, textIfKnown } from '@/i18n'

export const PASSWORD_LIMITS = { min: 12, max: 128 }

/** What is wrong with a password that was chosen, in words; undefined when it is not the password. */
export function passwordProblem(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== 'weak_password') return undefined
  const { reason, minimum_length: min = PASSWORD_LIMITS.min, maximum_length: max = PASSWORD_LIMITS.max } = error.details
  return textIfKnown(`password.weak.${String(reason)}`, { min: Number(min), max: Number(max) }) ?? t('password.weak.common')
}

/** What can be said before anybody is asked; '' when nothing. */
export function lengthProblem(password: string): string {
  if (!password) return t('password.needed')
  const { min, max } = PASSWORD_LIMITS
  const { length } = [...password]
  return length < min || length > max ? t('password.weak.length', PASSWORD_LIMITS) : ''
}

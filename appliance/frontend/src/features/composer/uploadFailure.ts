/** Why a file could not be taken, and what can be done about it. */
import { ApiError } from '@/api/http'
import { errorText } from '@/format/failure'
import { sizeText } from '@/format/size'
import { locale, textIfKnown } from '@/i18n'

/** The server's own words in its language; ours, with its numbers, in the others. */
export function uploadFailure(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText(error)
  if (locale() === 'pt-BR' && error.status >= 400 && error.status < 500 && error.message) return error.message
  const limit = Number(error.details['limit'])
  return textIfKnown(`uploadError.${error.code}`, { limit: sizeText(limit || 0) }) ?? errorText(error)
}

/** The server says so where the same file would pass as a document. */
export const mayGoAsDocument = (error: unknown) => error instanceof ApiError && error.details['document'] === true

/** What the server refused for what it is, it refuses again. */
export const isRefused = (error: unknown) => error instanceof ApiError && error.status === 422

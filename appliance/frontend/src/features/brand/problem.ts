import { ApiError } from '@/api/http'
import { errorText } from '@/format/failure'
import { textIfKnown } from '@/i18n'

/** As much as the server takes. */
export const PICTURE_BYTES = 1_000_000

/** Why a picture was not taken. */
export function brandProblem(error: unknown): string {
  return (error instanceof ApiError && textIfKnown(`brand.problem.${error.code}`)) || errorText(error)
}

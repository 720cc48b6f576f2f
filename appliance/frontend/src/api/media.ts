import { http } from './http'
import type { Id } from './types'

/** Has a file that could not be fetched from WhatsApp fetched once more. */
export const retryDownload = (id: Id) => http.post<unknown>(`/media/${id}/retry`)

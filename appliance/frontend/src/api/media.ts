import { http } from './http'
import type { MediaData } from './metadata'
import type { Id } from './types'
import { sendFile, type Progress } from './upload'

/** As what a file is sent; `voice` is an audio that was spoken here. */
export type MediaKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker'

/** Has a file that could not be fetched from WhatsApp fetched once more. */
export const retryDownload = (id: Id) => http.post<unknown>(`/media/${id}/retry`)

export function uploadMedia(file: File, kind: MediaKind, options: { onProgress?: Progress; signal?: AbortSignal } = {}) {
  const form = new FormData()
  form.set('kind', kind)
  form.set('file', file, file.name)
  return sendFile<MediaData>('/media', form, options)
}

/** Of one that was uploaded and not sent. */
export const deleteMedia = (id: Id) => http.delete<void>(`/media/${id}`)

/** Where a small picture of one is. An upload's own answer does not tell: it comes before the picture is drawn. */
export const thumbnailUrl = (id: Id) => `/api/v1/media/${id}/thumbnail`

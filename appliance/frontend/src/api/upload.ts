/** Files on their way out: XMLHttpRequest, since fetch does not tell how far it is. */
import { ApiError, errorFrom, mutationHeaders } from './http'

/** Told the part that is sent, from 0 to 1. */
export type Progress = (part: number) => void

export interface UploadOptions {
  onProgress?: Progress
  signal?: AbortSignal
}

/** Throws ApiError; an AbortError when it was called off. */
export function sendFile<T>(path: string, form: FormData, { onProgress, signal }: UploadOptions = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1${path}`)
    for (const [name, value] of Object.entries(mutationHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress?.(loaded / total)
    }
    request.onload = () => {
      const body = parse(request.responseText)
      const isFine = request.status >= 200 && request.status < 300
      if (isFine) resolve(body as T)
      else reject(errorFrom(body, request.status, request.getResponseHeader('Retry-After'), path))
    }
    request.onerror = () => reject(new ApiError('network', 'The server could not be reached', 0))
    request.onabort = () => reject(new DOMException('called off', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

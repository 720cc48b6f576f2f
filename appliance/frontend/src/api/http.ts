/** The only place that speaks HTTP: JSON in and out, session cookie, CSRF header, one kind of error. */

export interface ErrorDetails {
  [key: string]: unknown
}

/** `code` is the API's own (`not_owner`, `window_closed` …), or `network` / `unexpected` for our two. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly details: ErrorDetails = {},
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

type Query = Record<string, string | number | undefined>

export interface RequestOptions {
  query?: Query
  /** A Blob goes as it is. */
  body?: unknown
  signal?: AbortSignal
}

/** Where a 401 is an answer of its own, not the end of a session. */
const WAYS_IN = /^\/auth\/(login|logout|me$|support$)/

let csrfToken = ''
let whenSignedOut: (error: ApiError) => void = () => {}

export function setCsrfToken(token: string): void {
  csrfToken = token
}

/** Called once per answer that says the session is over; `details.reason` says why, if the server does. */
export function onSignedOut(callback: (error: ApiError) => void): void {
  whenSignedOut = callback
}

export const http = {
  get: <T>(path: string, options?: RequestOptions) => request<T>('GET', path, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('POST', path, { ...options, body }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  delete: <T>(path: string, options?: RequestOptions) => request<T>('DELETE', path, options),
}

async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  try {
    return await attempt<T>(method, path, options)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'csrf' || !(await renewCsrfToken())) throw error
    return attempt<T>(method, path, options)
  }
}

/** The server's key is replaced now and then, under a page that stays open; whether there is another token. */
async function renewCsrfToken(): Promise<boolean> {
  const refused = csrfToken
  const me = await attempt<{ csrf_token: string | null }>('GET', '/auth/me').catch(() => null)
  if (me?.csrf_token) setCsrfToken(me.csrf_token)
  return csrfToken !== refused
}

async function attempt<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await reach(`/api/v1${path}${queryString(options.query)}`, {
    method,
    headers: headers(method, options.body),
    credentials: 'same-origin',
    ...(options.body === undefined ? {} : { body: options.body instanceof Blob ? options.body : JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  if (!response.ok) throw await errorOf(response, path)
  return (response.status === 204 ? undefined : await response.json()) as T
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError('network', 'The server could not be reached', 0)
  }
}

function headers(method: string, body: unknown): Record<string, string> {
  return {
    ...(method === 'GET' ? { Accept: 'application/json' } : mutationHeaders()),
    ...(body === undefined ? {} : { 'Content-Type': body instanceof Blob ? body.type || 'application/octet-stream' : 'application/json' }),
  }
}

/** What every request that changes something carries, whoever sends it. */
export function mutationHeaders(): Record<string, string> {
  return { Accept: 'application/json', ...(csrfToken ? { 'X-CSRF-Token': csrfToken } : {}) }
}

function queryString(query: Query = {}): string {
  const present = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(present.map(([key, value]) => [key, String(value)])).toString()
  return text ? `?${text}` : ''
}

async function errorOf(response: Response, path: string): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  return errorFrom(body, response.status, response.headers.get('Retry-After'), path)
}

/** The error of an answer that is none of success; a session that ended is told of. */
export function errorFrom(body: unknown, status: number, retryAfter: string | null, path: string): ApiError {
  const { code, message, details } = (body as { error?: Partial<ApiError> } | null)?.error ?? {}
  const error = new ApiError(code ?? 'unexpected', message ?? '', status, {
    retry_after: Number(retryAfter) || undefined,
    ...details,
  })
  if (status === 401 && !WAYS_IN.test(path)) whenSignedOut(error)
  return error
}

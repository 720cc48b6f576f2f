/** Answers fetch as the appliance would. Every request is kept for the test to look at. */
import { vi } from 'vitest'

export interface SeenRequest {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  headers: Headers
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> }
type Handler = (request: SeenRequest) => Answer | Promise<Answer>

export class FakeServer {
  readonly requests: SeenRequest[] = []
  private readonly handlers = new Map<string, Handler>()

  constructor() {
    vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => this.answer(url, init))
  }

  /** `on('GET /conversations/1', () => ({ body }))`; the last one set wins. */
  on(route: string, handler: Handler): this {
    this.handlers.set(route, handler)
    return this
  }

  /** Answers like the API when it refuses. */
  refuse(route: string, status: number, code: string, details: object = {}, message = ''): this {
    return this.on(route, () => ({ status, body: { error: { code, message, details } } }))
  }

  /** The network is down for this route. */
  cut(route: string): this {
    return this.on(route, () => Promise.reject(new TypeError('Failed to fetch')))
  }

  sent(route: string): SeenRequest[] {
    return this.requests.filter((one) => `${one.method} ${one.path}` === route)
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://acme.localhost')
    const request: SeenRequest = {
      method: init.method ?? 'GET',
      path: pathname.replace('/api/v1', ''),
      query: searchParams,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      headers: new Headers(init.headers),
    }
    this.requests.push(request)
    const handler = this.handlers.get(`${request.method} ${request.path}`)
    if (!handler) throw new Error(`the fake server knows no ${request.method} ${request.path}`)
    const { status = 200, body, headers } = await handler(request)
    if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError')
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
    })
  }
}

export const page = <T>(data: T[], next_cursor: string | null = null) => ({ data, next_cursor })

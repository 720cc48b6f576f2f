/**
 * What the installed app opens with while there is no connection: code, looks and the empty page, never an answer of
 * the API, a file of a customer's or anything else that is somebody's. Each build has a cache of its own.
 */

const PREFIX = 'shell-'
const PAGE = '/inbox'
/** A slow answer is better than none, but not than the page one has. */
const PATIENCE = 4_000
/** Seconds. Who says so has a page for people, and none of the inbox's would work. */
const A_WHILE = 60
/** Their addresses carry a digest: what is kept under one is good for ever. */
const KEPT = /^\/(assets|brand)\/|^\/brand\.css$/
/** Below these there are no pages of the inbox. */
const NOT_PAGES = /^\/(api|media|webhooks|socket\.io|assets|brand|metrics|healthz|readyz)(\/|$)/

export type Handling = 'page' | 'kept' | 'none'

/** How a request is answered; `none`: as if we were not there. */
export function handlingOf({ method, mode, url }: Pick<Request, 'method' | 'mode' | 'url'>, origin: string): Handling {
  const { origin: from, pathname, search } = new URL(url)
  if (method !== 'GET' || from !== origin) return 'none'
  if (mode === 'navigate') return NOT_PAGES.test(pathname) || /\.\w+$/.test(pathname) ? 'none' : 'page'
  return KEPT.test(pathname) && (pathname !== '/brand.css' || search.startsWith('?v=')) ? 'kept' : 'none'
}

/** The page of a help desk that is closed (edge: an hour), unlike that of one that restarts (seconds). */
function isFarewell(answer: Response): boolean {
  return answer.status === 503 && Number(answer.headers.get('Retry-After')) >= A_WHILE
}

export class Shell {
  private readonly name: string

  constructor(
    version: string,
    private readonly files: string[],
    private readonly caches: CacheStorage,
    private readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>,
  ) {
    this.name = PREFIX + version
  }

  /** Throws when something of it cannot be had: then the version before stays. */
  async keep(): Promise<void> {
    const cache = await this.caches.open(this.name)
    await cache.addAll(this.files)
    const page = await this.fetch(PAGE, { credentials: 'omit', cache: 'reload' })
    if (!page.ok) throw new Error(`no page to keep: ${page.status}`)
    await cache.put(PAGE, page)
  }

  /** What other versions kept. */
  async forgetOthers(): Promise<void> {
    const names = (await this.caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== this.name)
    await Promise.all(names.map((name) => this.caches.delete(name)))
  }

  /** From the network, so that nobody is held in an old version; what we kept only if that has none. */
  async page(request: Request): Promise<Response> {
    const answer = this.fetch(request)
    const waited = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE))
    try {
      const first = await Promise.race([answer, waited])
      if (first && (first.status < 500 || isFarewell(first))) return first
      return (await this.kept(PAGE)) ?? (await answer)
    } catch (error) {
      const page = await this.kept(PAGE)
      if (page) return page
      throw error
    }
  }

  async file(request: Request): Promise<Response> {
    const known = await this.kept(request)
    if (known) return known
    const answer = await this.fetch(request)
    if (answer.ok) await (await this.caches.open(this.name)).put(request, answer.clone())
    return answer
  }

  private async kept(request: Request | string): Promise<Response | undefined> {
    return (await this.caches.open(this.name)).match(request)
  }
}

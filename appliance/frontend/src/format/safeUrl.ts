/** Addresses from outside: what may be followed, and how it is named. */

/** The address if it leads to a web page, else null: `javascript:`, `data:`, `tel:` and half addresses are none. */
export function webUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 4096 || !URL.canParse(value)) return null
  const url = new URL(value)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}

/** A path of our own API, as the server writes it. */
export function ownPath(value: unknown): string | null {
  return typeof value === 'string' && value.startsWith('/api/v1/') ? value : null
}

/** The true host of an address: the part nobody can dress up. */
export const hostOf = (url: string): string => new URL(url).host

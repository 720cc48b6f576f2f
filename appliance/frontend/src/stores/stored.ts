/** localStorage, where the browser allows it; without it choices last as long as the page. */

export const storedName = (key: string) => `guiche.${key}`

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(storedName(key))
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** The names of what is stored, those that begin with `prefix`. */
export function storedKeys(prefix: string): string[] {
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
    return names.filter((name) => name.startsWith(storedName(prefix))).map((name) => name.slice(storedName('').length))
  } catch (error) {
    if (error instanceof DOMException) return []
    throw error
  }
}

/** An empty value removes the key. Full or forbidden storage is not worth interrupting anybody for. */
export function writeStored(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(storedName(key), value)
    else localStorage.removeItem(storedName(key))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

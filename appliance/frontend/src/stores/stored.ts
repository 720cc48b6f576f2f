/** localStorage, where the browser allows it; without it choices last as long as the page. */

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`guiche.${key}`)
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** An empty value removes the key. Full or forbidden storage is not worth interrupting anybody for. */
export function writeStored(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(`guiche.${key}`, value)
    else localStorage.removeItem(`guiche.${key}`)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

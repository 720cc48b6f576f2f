/** Nobody is signed in any more: nothing that was read or said here may stay on the page. */
import { getActivePinia, type Pinia, type PiniaPluginContext } from 'pinia'

/** Of each Pinia, what empties the stores that it made. */
const clearings = new WeakMap<Pinia, Map<string, () => void>>()

/** A Pinia plugin: a store with `clear` is emptied by it at the sign-out. */
export function clearable({ pinia, store }: PiniaPluginContext): void {
  const known = clearings.get(pinia) ?? new Map<string, () => void>()
  clearings.set(pinia, known)
  if ('clear' in store) known.set(store.$id, store.clear as () => void)
}

export function forgetEverything(): void {
  const pinia = getActivePinia()
  for (const clear of (pinia && clearings.get(pinia)?.values()) ?? []) clear()
}

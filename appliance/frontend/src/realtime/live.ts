/** Where this page hears what happens, whichever view is open: one connection brings it (useLiveEvents). */
import { onScopeDispose } from 'vue'

import { Dispatcher } from './dispatcher'

export const live = new Dispatcher()

/** For as long as the one who listens is there. */
export function whileHere(handlers: Parameters<Dispatcher['subscribe']>[0]): void {
  onScopeDispose(live.subscribe(handlers))
}

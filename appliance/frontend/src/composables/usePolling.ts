/** Asks again and again while the page is in sight; a try that fails is followed by the next one. */
import { onScopeDispose } from 'vue'

export function usePolling(ask: () => Promise<unknown>, every: number): void {
  const timer = setInterval(() => document.hidden || ask().catch(() => undefined), every)
  onScopeDispose(() => clearInterval(timer))
}

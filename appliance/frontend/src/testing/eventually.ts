import { vi } from 'vitest'

/** Waits for what is loaded on demand; generous, since a busy machine must not fail a test. */
export const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000 })

/** When the page has nothing better to do: what it shows first must not wait for what it may need later. */

/** Milliseconds; of browsers that cannot say when they are idle, and at most of the others. */
const PATIENCE = 4_000

export const idle = (patience = PATIENCE) =>
  new Promise<void>((resolve) =>
    'requestIdleCallback' in window ? requestIdleCallback(() => resolve(), { timeout: patience }) : setTimeout(resolve, patience),
  )

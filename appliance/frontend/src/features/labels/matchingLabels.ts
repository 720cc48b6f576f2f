import type { Label } from '@/api/labels'
import { plain } from '@/format/plain'

/** Those whose names hold what was typed, and whether one is called just that. */
export function matchingLabels(all: readonly Label[], typed: string): { labels: Label[]; isExact: boolean } {
  const wanted = plain(typed)
  const labels = all.filter((one) => plain(one.name).includes(wanted))
  return { labels, isExact: labels.some((one) => plain(one.name) === wanted) }
}

/** What the browser's tab calls the page beside the inbox that is open; the shell shows it (useTitleBadge). */
import { onScopeDispose, shallowReactive } from 'vue'

/** A page within a page is the later one. */
const titles = shallowReactive<(() => string)[]>([])

export const pageTitle = () => titles.at(-1)?.() ?? ''

export function usePageTitle(title: () => string): void {
  titles.push(title)
  onScopeDispose(() => titles.splice(titles.indexOf(title), 1))
}

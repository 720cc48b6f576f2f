/** The keys of the inbox. Most press what is on the page and says of itself, by aria-keyshortcuts, which key it hears. */
import type { TextKey } from '@/i18n'

export interface Shortcut {
  key: string
  words: TextKey
}

export const SHORTCUTS: Shortcut[] = [
  { key: 'j', words: 'shortcut.next' },
  { key: 'k', words: 'shortcut.previous' },
  { key: '/', words: 'shortcut.search' },
  { key: 'f', words: 'filter.title' },
  { key: 'r', words: 'shortcut.reply' },
  { key: 'n', words: 'shortcut.note' },
  { key: 'a', words: 'shortcut.take' },
  { key: 't', words: 'transfer.title' },
  { key: 'e', words: 'shortcut.close' },
  { key: 'm', words: 'macros.menu' },
  { key: 'c', words: 'action.contact' },
  { key: 'x', words: 'shortcut.select' },
  { key: 'Esc', words: 'shortcut.leave' },
  { key: '?', words: 'shortcut.list' },
]

/** Letters that are typed, or keys that something else on the page hears, are no shortcuts. */
export function isMeant(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const { target } = event
  if (!(target instanceof HTMLElement)) return true
  return !target.isContentEditable && !target.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog, [role=menu], [role=listbox]')
}

/** Whether there was something to press, and it was. */
export function press(key: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>(`[aria-keyshortcuts="${key}"]`)].find((one) => one.getClientRects().length > 0 && !one.matches(':disabled'))
  found?.click()
  return found !== undefined
}

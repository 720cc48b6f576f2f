/** Hears the keys of the inbox while it is on the page. */
import { nextTick, onScopeDispose, ref, type Ref } from 'vue'

import type { Id } from '@/api/types'
import { topmostModal } from '@/composables/useModal'
import { useConversationList } from '@/stores/conversationList'
import { usePreferences } from '@/stores/preferences'

import { isMeant, press } from './shortcuts'
import { stopWalking, walked } from './walking'

const SEARCH = '.pane-list form[role=search] input'
const FIELD = '#thread textarea'
const rowOf = (id: Id) => `.pane-list a[data-conversation="${id}"]`

export function useShortcuts(openId: Ref<Id | null>, openConversation: (id: Id) => void) {
  const list = useConversationList()
  const preferences = usePreferences()
  const isListOpen = ref(false)

  function walk(step: 1 | -1): boolean {
    const at = list.items.findIndex((one) => one.id === openId.value)
    const next = list.items[at < 0 ? 0 : at + step]
    if (!next) return false
    walked()
    openConversation(next.id)
    focus(rowOf(next.id))
    return true
  }

  function focus(selector: string): boolean {
    const field = document.querySelector<HTMLElement>(selector)
    field?.focus()
    return field !== null
  }

  /** One may write already, or the right way to write must be chosen first. */
  function write(key: 'r' | 'n'): boolean {
    const isThere = press(key) || document.querySelector(FIELD) !== null
    void nextTick(() => focus(FIELD))
    return isThere
  }

  /** From the row of the open conversation to where one writes to it; another row's link opens that. */
  function enter(): boolean {
    return openId.value !== null && document.activeElement?.matches(rowOf(openId.value)) === true && write('r')
  }

  /** One who opened their own conversation writes already: this is how they come to the other keys. */
  function leave({ target, defaultPrevented }: KeyboardEvent): void {
    if (!defaultPrevented && target instanceof HTMLElement && target.matches(FIELD)) target.blur()
  }

  const special: Record<string, () => boolean> = {
    j: () => walk(1),
    k: () => walk(-1),
    '/': () => focus(SEARCH),
    r: () => write('r'),
    n: () => write('n'),
    Enter: enter,
    '?': () => (isListOpen.value = true),
  }

  function onKey(event: KeyboardEvent): void {
    if (!preferences.usesShortcuts || topmostModal.value) return
    if (event.key === 'Escape') return leave(event)
    if (!isMeant(event)) return
    const isDone = (special[event.key] ?? (() => /^[a-z]$/.test(event.key) && press(event.key)))()
    if (isDone) event.preventDefault()
  }

  // on the way down, before whatever hears them
  document.addEventListener('keydown', stopWalking, true)
  document.addEventListener('pointerdown', stopWalking, true)
  document.addEventListener('keydown', onKey)
  onScopeDispose(() => {
    document.removeEventListener('keydown', stopWalking, true)
    document.removeEventListener('pointerdown', stopWalking, true)
    document.removeEventListener('keydown', onKey)
  })

  return { isListOpen }
}

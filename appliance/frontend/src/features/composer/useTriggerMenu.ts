/** A menu that opens while one types a word that begins with a sign: `/` for canned answers, `@` for people. */
import { computed, nextTick, ref, useId, type Ref, type WritableComputedRef } from 'vue'

export interface TriggerMenu<Item> {
  sign: string
  field: Readonly<Ref<HTMLTextAreaElement | null>>
  text: WritableComputedRef<string>
  find: (typed: string) => Item[]
  /** What takes the word's place; may note who was chosen. */
  insert: (item: Item) => string
  /** It opens: what it shows may have to be asked for. */
  opens?: () => void
  /** After the text stands there; by default the caret goes behind it. */
  inserted?: (start: number, end: number) => void
}

export function useTriggerMenu<Item>(menu: TriggerMenu<Item>) {
  /** Where the word begins and what stands in it; null while there is none. */
  const word = ref<{ start: number; typed: string } | null>(null)
  const active = ref(0)
  /** Closed with Escape: it stays closed for this word. */
  let dismissedAt = -1
  const id = useId()

  const items = computed(() => (word.value ? menu.find(word.value.typed) : []))
  const isOpen = computed(() => word.value !== null && items.value.length > 0)
  const pattern = new RegExp(`(?:^|\\s)${menu.sign}([\\p{L}\\p{N}_.-]{0,32})$`, 'u')

  /** After every change of text or caret. */
  function look(): void {
    const area = menu.field.value
    const before = area && area.selectionStart === area.selectionEnd ? area.value.slice(0, area.selectionStart) : ''
    const found = pattern.exec(before)
    const start = found ? before.length - (found[1] ?? '').length - 1 : -1
    if (!found || start === dismissedAt) {
      if (!found) dismissedAt = -1
      word.value = null
      return
    }
    if (word.value === null) menu.opens?.()
    if (word.value?.typed !== found[1]) active.value = 0
    word.value = { start, typed: found[1] ?? '' }
  }

  /** Whether the key was the menu's. */
  function onKey(event: KeyboardEvent): boolean {
    if (!isOpen.value || event.isComposing) return false
    const last = items.value.length - 1
    if (event.key === 'ArrowDown') active.value = active.value >= last ? 0 : active.value + 1
    else if (event.key === 'ArrowUp') active.value = active.value <= 0 ? last : active.value - 1
    else if (event.key === 'Escape') close()
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') void choose(items.value[active.value])
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  async function choose(item: Item | undefined): Promise<void> {
    const area = menu.field.value
    if (!area || !word.value || item === undefined) return
    const { start, typed } = word.value
    const inserted = menu.insert(item)
    menu.text.value = area.value.slice(0, start) + inserted + area.value.slice(start + typed.length + 1)
    word.value = null
    await nextTick()
    const end = start + inserted.length
    area.focus()
    area.setSelectionRange(end, end)
    menu.inserted?.(start, end)
  }

  function close(): void {
    dismissedAt = word.value?.start ?? -1
    word.value = null
  }

  const activeId = computed(() => (isOpen.value ? `${id}-${active.value}` : undefined))

  return { id, items, active, activeId, isOpen, look, onKey, choose, close }
}

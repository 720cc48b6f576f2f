/** Something that opens over the page and closes on Escape, a click outside, or focus moving on. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export function useDismiss(root: Readonly<Ref<HTMLElement | null>>, trigger: Readonly<Ref<HTMLElement | null>>) {
  const isOpen = ref(false)

  function onOutside(event: Event): void {
    if (!(event.target instanceof Node) || !root.value?.contains(event.target)) isOpen.value = false
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    isOpen.value = false
    trigger.value?.focus()
  }

  function listen(on: boolean): void {
    const change = on ? 'addEventListener' : 'removeEventListener'
    document[change]('pointerdown', onOutside)
    document[change]('focusin', onOutside)
    document[change]('keydown', onKey as EventListener, true)
  }

  watch(isOpen, listen)
  onScopeDispose(() => listen(false))

  return { isOpen }
}

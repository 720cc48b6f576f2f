/** Files that are dragged over an element and dropped there. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export function useFileDrop(target: Readonly<Ref<HTMLElement | null>>, isWanted: () => boolean, dropped: (files: File[]) => void) {
  const isOver = ref(false)
  /** Entering a child comes before leaving its parent. */
  let depth = 0

  const isOurs = (event: DragEvent) => isWanted() && event.dataTransfer?.types.includes('Files') === true

  function onDrag(event: DragEvent): void {
    if (!isOurs(event)) return
    event.preventDefault()
    if (event.type === 'dragenter') depth += 1
    isOver.value = true
  }

  function onLeave(): void {
    depth = Math.max(0, depth - 1)
    if (depth === 0) isOver.value = false
  }

  function onDrop(event: DragEvent): void {
    depth = 0
    isOver.value = false
    if (!isOurs(event)) return
    event.preventDefault()
    dropped([...(event.dataTransfer?.files ?? [])])
  }

  const handlers = { dragenter: onDrag, dragover: onDrag, dragleave: onLeave, drop: onDrop } as const
  const listen = (element: HTMLElement | null, on: boolean) => {
    for (const [name, handler] of Object.entries(handlers)) {
      element?.[on ? 'addEventListener' : 'removeEventListener'](name, handler as EventListener)
    }
  }

  watch(target, (now, before) => (listen(before ?? null, false), listen(now, true)), { immediate: true })
  onScopeDispose(() => listen(target.value, false))

  return { isOver }
}

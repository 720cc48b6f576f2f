/** A scrolling box that stays at its end while one is there, however its content or size changes. */
import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

const NEAR = 120

/** `isWhole`: whether the end of the box is the end of all there is. */
export function useStickToEnd(box: Readonly<Ref<HTMLElement | null>>, content: Readonly<Ref<HTMLElement | null>>, isWhole = () => true) {
  const isAtEnd = ref(true)
  let observer: ResizeObserver | undefined
  let lastTop = 0

  function toEnd(behavior: ScrollBehavior = 'auto'): void {
    box.value?.scrollTo({ top: box.value.scrollHeight, behavior })
  }

  /** Only a move upwards leaves the end: content that grew below has not moved anybody. */
  function onScroll(): void {
    if (!box.value) return
    const { scrollHeight, scrollTop, clientHeight } = box.value
    if (scrollHeight - scrollTop - clientHeight < NEAR) isAtEnd.value = isWhole()
    else if (scrollTop < lastTop) isAtEnd.value = false
    lastTop = scrollTop
  }

  onMounted(() => {
    toEnd()
    observer = new ResizeObserver(() => {
      if (isAtEnd.value) toEnd()
    })
    for (const watched of [box.value, content.value]) if (watched) observer.observe(watched)
  })
  onScopeDispose(() => observer?.disconnect())

  return { isAtEnd, toEnd, onScroll }
}

/** Whether an element has come near the screen, once and for all. */
import { onMounted, onScopeDispose, readonly, ref, type Ref } from 'vue'

export function useInSight(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const wasSeen = ref(false)
  let observer: IntersectionObserver | undefined

  onMounted(() => {
    if (!element.value) return
    observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        wasSeen.value = true
        observer?.disconnect()
      },
      { rootMargin: '200px' },
    )
    observer.observe(element.value)
  })
  onScopeDispose(() => observer?.disconnect())

  return readonly(wasSeen)
}

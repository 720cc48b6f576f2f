/** Calls back whenever an element comes into sight (the end of a list, the top of a thread). */
import { onMounted, onScopeDispose, type Ref } from 'vue'

export function useNearEnd(element: Readonly<Ref<HTMLElement | null>>, onSight: () => void, margin = '400px'): void {
  let observer: IntersectionObserver | undefined
  onMounted(() => {
    if (!element.value) return
    observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && onSight(),
      { root: element.value.parentElement, rootMargin: margin },
    )
    observer.observe(element.value)
  })
  onScopeDispose(() => observer?.disconnect())
}

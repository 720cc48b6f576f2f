/** The heading of a day stays in sight while one scrolls through it; it does not lie on what one reads. */
import { onScopeDispose, ref, type Ref } from 'vue'

/** Long enough to read it after the last movement. */
const STAYS_FOR = 1000

export function useDayHeadings(box: Readonly<Ref<HTMLElement | null>>) {
  /** Of those that have left their own place and would cover a message now. */
  const hidden = ref(new Set<string>())
  let timer: ReturnType<typeof setTimeout> | undefined

  function onScroll(): void {
    if (hidden.value.size > 0) hidden.value = new Set()
    clearTimeout(timer)
    timer = setTimeout(hide, STAYS_FOR)
  }

  function hide(): void {
    const headings = [...(box.value?.querySelectorAll<HTMLElement>('[data-day]') ?? [])]
    hidden.value = new Set(headings.filter(covers).map((one) => one.dataset['day']!))
  }

  onScopeDispose(() => clearTimeout(timer))

  return { hidden, onScroll }
}

function covers(heading: HTMLElement): boolean {
  const next = heading.nextElementSibling
  return next !== null && heading.getBoundingClientRect().bottom > next.getBoundingClientRect().top
}

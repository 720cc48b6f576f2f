/** Whether somebody wrote or chose something in the fields within an element, and has not taken it back. */
import { nextTick, onMounted, type ShallowRef } from 'vue'

interface Seen {
  value: string
  isWritten: boolean
  form: Element | null
}

/** Buttons can be switched like boxes. */
const FIELDS = 'input, textarea, select, [aria-checked], [aria-pressed]'
/** What one looks for, or is only shown, is not what one writes. */
const PASSED_OVER = ['search', 'hidden', 'submit', 'button']
const BOXES = ['checkbox', 'radio']

/** @returns asks it anew each time. */
export function useTyped(root: Readonly<ShallowRef<HTMLElement | null>>): () => boolean {
  let before = new Map<Element, Seen>()
  let isTouched = false

  /** What arrives before somebody does anything was there to begin with. */
  function begin(): void {
    if (!isTouched && root.value) before = lookAt(root.value)
  }
  function touch(): void {
    isTouched = true
  }

  onMounted(async () => {
    for (const event of ['focusin', 'pointerdown', 'keydown']) root.value?.addEventListener(event, begin, true)
    for (const event of ['input', 'change', 'click']) root.value?.addEventListener(event, touch, true)
    await nextTick()
    begin()
  })

  return () => {
    if (!isTouched || !root.value) return false
    const now = lookAt(root.value)
    const isAnother = ([field, seen]: [Element, Seen]) => (before.has(field) ? before.get(field)?.value !== seen.value : isText(seen))
    /** A line that was taken away; a form that is gone as a whole was sent. */
    const isGone = ([field, seen]: [Element, Seen]) => isText(seen) && seen.form?.isConnected && !now.has(field)
    return [...now].some(isAnother) || [...before].some(isGone)
  }
}

const isText = ({ isWritten, value }: Seen): boolean => isWritten && value.trim() !== ''

function lookAt(root: HTMLElement): Map<Element, Seen> {
  const found = new Map<Element, Seen>()
  for (const field of root.querySelectorAll(FIELDS)) {
    const form = field.closest('form')
    const seen = { ...read(field), form }
    // outside a form, what is switched acts at once: there is nothing to lose
    if (!isPassedOver(field) && (seen.isWritten || form)) found.set(field, seen)
  }
  return found
}

function read(field: Element): Omit<Seen, 'form'> {
  if (field instanceof HTMLInputElement && BOXES.includes(field.type)) return { value: String(field.checked), isWritten: false }
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
    return { value: field.value, isWritten: !(field instanceof HTMLSelectElement) }
  }
  return { value: `${field.getAttribute('aria-checked')} ${field.getAttribute('aria-pressed')}`, isWritten: false }
}

const isPassedOver = (field: Element): boolean => field instanceof HTMLInputElement && (field.readOnly || PASSED_OVER.includes(field.type))

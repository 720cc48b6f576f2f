/** A picture made larger and moved about: by wheel, by two fingers, by a double click, by buttons. */
import { computed, ref } from 'vue'

const LARGEST = 6
const STEP = 1.5
const DOUBLE_CLICK = 2.5

interface Point {
  x: number
  y: number
}

export function useZoom() {
  const scale = ref(1)
  const offset = ref<Point>({ x: 0, y: 0 })
  const isDragging = ref(false)
  const pointers = new Map<number, Point>()
  let spread = 0

  const isZoomed = computed(() => scale.value > 1)
  const canGrow = computed(() => scale.value < LARGEST)
  const transform = computed(() => `translate(${offset.value.x}px, ${offset.value.y}px) scale(${scale.value})`)

  function to(next: number): void {
    scale.value = Math.min(Math.max(next, 1), LARGEST)
    if (scale.value === 1) offset.value = { x: 0, y: 0 }
  }

  const reset = () => to(1)
  const zoomIn = () => to(scale.value * STEP)
  const zoomOut = () => to(scale.value / STEP)
  const toggle = () => to(isZoomed.value ? 1 : DOUBLE_CLICK)
  const onWheel = (event: WheelEvent) => to(scale.value * (event.deltaY < 0 ? 1.15 : 1 / 1.15))

  function onDown(event: PointerEvent): void {
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    spread = distance()
    isDragging.value = isZoomed.value
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId)
  }

  function onMove(event: PointerEvent): void {
    const before = pointers.get(event.pointerId)
    if (!before) return
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (pointers.size > 1) {
      const now = distance()
      if (spread > 0) to((scale.value * now) / spread)
      spread = now
    } else if (isZoomed.value) {
      offset.value = { x: offset.value.x + event.clientX - before.x, y: offset.value.y + event.clientY - before.y }
    }
  }

  function onUp(event: PointerEvent): void {
    pointers.delete(event.pointerId)
    spread = distance()
    isDragging.value = false
  }

  function distance(): number {
    const [one, other] = [...pointers.values()]
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0
  }

  return { scale, isZoomed, canGrow, isDragging, transform, reset, zoomIn, zoomOut, toggle, onWheel, onDown, onMove, onUp }
}

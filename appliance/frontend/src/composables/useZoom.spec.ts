import { describe, expect, it } from 'vitest'

import { useZoom } from './useZoom'

const pointer = (pointerId: number, clientX: number, clientY = 0) => ({ pointerId, clientX, clientY, currentTarget: null }) as PointerEvent

describe('zoom', () => {
  it('grows and shrinks between whole and six times', () => {
    const zoom = useZoom()
    zoom.zoomOut()
    expect(zoom.scale.value).toBe(1)
    for (let step = 0; step < 20; step += 1) zoom.zoomIn()
    expect([zoom.scale.value, zoom.canGrow.value]).toEqual([6, false])
    zoom.reset()
    expect(zoom.transform.value).toBe('translate(0px, 0px) scale(1)')
  })

  it('moves only what is larger than the screen, and back to the middle when it is whole again', () => {
    const zoom = useZoom()
    const drag = () => {
      zoom.onDown(pointer(1, 0))
      zoom.onMove(pointer(1, 40, 10))
      zoom.onUp(pointer(1, 40, 10))
    }
    drag()
    expect(zoom.transform.value).toContain('translate(0px, 0px)')
    zoom.toggle()
    drag()
    expect(zoom.transform.value).toBe('translate(40px, 10px) scale(2.5)')
    zoom.toggle()
    expect(zoom.transform.value).toBe('translate(0px, 0px) scale(1)')
  })

  it('follows two fingers', () => {
    const zoom = useZoom()
    zoom.onDown(pointer(1, 0))
    zoom.onDown(pointer(2, 100))
    zoom.onMove(pointer(2, 200))
    expect(zoom.scale.value).toBe(2)
    zoom.onUp(pointer(2, 200))
    zoom.onMove(pointer(3, 500))
    expect(zoom.scale.value).toBe(2)
  })

  it('follows the wheel', () => {
    const zoom = useZoom()
    zoom.onWheel({ deltaY: -1 } as WheelEvent)
    expect(zoom.scale.value).toBeGreaterThan(1)
    zoom.onWheel({ deltaY: 1 } as WheelEvent)
    expect(zoom.scale.value).toBeCloseTo(1)
  })
})

import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import RowsInSight from './RowsInSight.vue'

let tell: (isIntersecting: boolean, height: number) => Promise<void>

beforeEach(() => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      target!: Element
      constructor(callback: (entries: unknown[]) => void) {
        tell = async (isIntersecting, height) => {
          callback([{ target: this.target, isIntersecting, boundingClientRect: { height } }])
          await nextTick()
        }
      }
      observe(target: Element) {
        this.target = target
      }
      disconnect() {}
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

const show = () => mount(RowsInSight, { props: { isSought: false }, slots: { default: '<button>Oi</button>' }, attachTo: document.body })

describe('a run of messages', () => {
  it('leaves its room when one is far away, and comes back', async () => {
    const run = show()
    await tell(false, 840)
    expect(run.text()).toBe('')
    expect((run.element as HTMLElement).style.height).toBe('840px')
    await tell(true, 840)
    expect(run.text()).toBe('Oi')
    expect((run.element as HTMLElement).style.height).toBe('')
  })

  it('stays while something in it has the focus', async () => {
    const run = show()
    run.get('button').element.focus()
    await tell(false, 840)
    expect(run.text()).toBe('Oi')
  })

  it('stays while something in it is played', async () => {
    const run = mount(RowsInSight, { props: { isSought: false }, slots: { default: '<audio />' } })
    Object.defineProperty(run.get('audio').element, 'paused', { value: false })
    await tell(false, 840)
    expect(run.find('audio').exists()).toBe(true)
  })

  it('is there for who is led to one of its messages', async () => {
    const run = show()
    await tell(false, 840)
    await run.setProps({ isSought: true })
    expect(run.text()).toBe('Oi')
  })
})

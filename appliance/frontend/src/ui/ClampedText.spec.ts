import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import ClampedText from './ClampedText.vue'

async function show(needed: number) {
  let measure = () => {}
  vi.stubGlobal('ResizeObserver', class {
    constructor(callback: () => void) {
      measure = callback
    }
    observe() {}
    disconnect() {}
  })
  const shown = mount(ClampedText, { props: { text: 'Combinado por telefone.' } })
  Object.defineProperties(shown.get('p').element, { scrollHeight: { value: needed }, clientHeight: { value: 60 } })
  measure()
  await nextTick()
  return shown
}

it('shows the first lines, and the rest when asked', async () => {
  const shown = await show(900)
  expect(shown.get('p').classes()).toContain('line-clamp-3')
  await shown.get('button').trigger('click')
  expect(shown.get('p').classes()).not.toContain('line-clamp-3')
  expect(shown.get('button').text()).toBe('Ver menos')
})

it('offers no more where there is none', async () => {
  expect((await show(60)).find('button').exists()).toBe(false)
})

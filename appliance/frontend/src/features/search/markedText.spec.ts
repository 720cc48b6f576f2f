import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'

import MarkedText from './MarkedText.vue'

it('letters stand in the order they are written', () => {
  const parts = [{ text: 'veja \u202ecod', is_match: true }, { text: '.exe', is_match: false }]
  expect(mount(MarkedText, { props: { parts } }).text()).toBe('veja cod.exe')
})

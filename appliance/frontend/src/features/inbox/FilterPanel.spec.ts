import { describe, expect, it } from 'vitest'

import type { ListFilter } from '@/stores/conversationFilter'
import { mountInApp, signIn } from '@/testing/mountInApp'

import FilterPanel from './FilterPanel.vue'

async function shown(filter: ListFilter) {
  signIn()
  const { wrapper } = await mountInApp(FilterPanel, { props: { tab: 'all', filter } })
  const days = wrapper.findAll('[type=date]').map((one) => one.attributes('aria-invalid'))
  return { wrapper, days, said: wrapper.find('[role=alert]') }
}

describe('the days of the filter', () => {
  it('are said to be the wrong way round, beside them', async () => {
    const { wrapper, days, said } = await shown({ from: '2026-11-30', to: '2026-11-01' })
    expect(said.text()).toContain('A primeira data vem depois da segunda')
    expect(days).toEqual(['true', 'true'])
    expect(wrapper.get('[type=date]').attributes('aria-describedby')).toBe(said.attributes('id'))
  })

  it.each([{ from: '2026-11-01', to: '2026-11-01' }, { from: '2026-11-30' }, { to: '2026-11-01' }])('are as they should be: %o', async (filter) => {
    const { days, said } = await shown(filter)
    expect([said.exists(), days]).toEqual([false, ['false', 'false']])
  })
})

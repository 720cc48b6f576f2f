import { describe, expect, it, vi } from 'vitest'

import { mountInApp } from '@/testing/mountInApp'

import SearchField from './SearchField.vue'

describe('the search field', () => {
  it('looks once one pauses, and at once on enter', async () => {
    vi.useFakeTimers()
    const { wrapper: field } = await mountInApp(SearchField, { props: { query: '' } })
    await field.get('input').setValue(' obra ')
    expect(field.emitted('search')).toBeUndefined()
    vi.advanceTimersByTime(300)
    expect(field.emitted('search')).toEqual([['obra']])
    await field.get('form').trigger('submit')
    expect(field.emitted('search')).toHaveLength(2)
    vi.useRealTimers()
  })

  it('cuts nothing that is pasted: it says by how much it is too long, and looks for no part of it', async () => {
    vi.useFakeTimers()
    const { wrapper: field } = await mountInApp(SearchField, { props: { query: '' } })
    const input = field.get('input')
    await input.setValue('🧱'.repeat(103))
    vi.advanceTimersByTime(300)
    expect(field.get('[role="alert"]').text()).toBe('Busque por até 100 caracteres: 3 a mais.')
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(field.emitted('update:unfit')?.at(-1)).toEqual([true])
    expect([input.element.value, field.emitted('search')]).toEqual(['🧱'.repeat(103), undefined])
    await input.trigger('keydown', { key: 'Escape' })
    expect([input.element.value, field.emitted('search'), field.find('[role="alert"]').exists()]).toEqual(['', [['']], false])
    expect(field.emitted('update:unfit')?.at(-1)).toEqual([false])
    vi.useRealTimers()
  })
})

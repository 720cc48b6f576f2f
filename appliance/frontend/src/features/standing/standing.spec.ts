import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'

import type { ServiceLevelState } from '@/api/types'
import { makeConversation } from '@/testing/factories'

import ServiceLevelChip from './ServiceLevelChip.vue'
import { standingOf } from './standing'

const MINUTE = 60_000
const inMinutes = (count: number, from = Date.now()) => new Date(from + count * MINUTE).toISOString()

function promised(due: number, warn: number, what: 'response' | 'resolution' = 'response') {
  const due_at = inMinutes(due)
  const service_level: ServiceLevelState = {
    state: 'ok',
    response_due_at: what === 'response' ? due_at : null,
    resolution_due_at: what === 'resolution' ? due_at : inMinutes(due + 99),
    warn_at: inMinutes(warn),
    due_at,
  }
  return makeConversation({ service_level })
}

it('stands where the moments say, whatever the server last said', () => {
  const row = promised(10, 4)
  const states = [0, 3.9, 4.1, 9.9, 10.1].map((minutes) => standingOf(row, Date.now() + minutes * MINUTE)?.state)
  expect(states).toEqual(['ok', 'ok', 'at_risk', 'at_risk', 'breached'])
  expect(standingOf(row, Date.now())?.what).toBe('response')
  expect(standingOf(promised(10, 4, 'resolution'), Date.now())?.what).toBe('resolution')
  expect(standingOf(makeConversation(), Date.now())).toBeNull()
})

it('a list shows only what needs a look; the header what is in time, too', () => {
  const chip = (due: number, warn: number, isCalm = false) => mount(ServiceLevelChip, { props: { conversation: promised(due, warn), isCalm } })
  expect(chip(60, 48).text()).toBe('')
  expect(chip(60.5, 48, true).text()).toContain('1 h')
  const risky = chip(6.5, -1)
  expect(risky.text()).toContain('Prazo: 6 min')
  expect(risky.get('.chip').attributes('title')).toMatch(/^Primeira resposta até /)
  const late = chip(-12.5, -30)
  expect(late.text()).toContain('+12 min')
  expect(late.text()).toContain('Atraso: 12 min')
  expect(late.get('.chip').attributes('title')).toMatch(/ era até /)
})

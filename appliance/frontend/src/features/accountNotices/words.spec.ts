import { describe, expect, it } from 'vitest'

import { setLocale } from '@/i18n'
import { makeNotice } from '@/testing/factories'

import { noticeFacts, noticeTitle } from './words'

describe('the title of a notice', () => {
  it.each([
    ['message_template_status_update', 'REJECTED', {}, 'Modelo recusado'],
    ['message_template_status_update', 'OF_2030', {}, 'A situação de um modelo mudou'],
    ['account_update', 'DISABLED_UPDATE', { ban_info: { waba_ban_state: 'REINSTATE' } }, 'A conta do WhatsApp foi reativada'],
    ['account_update', 'DISABLED_UPDATE', { ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }, 'A conta do WhatsApp será desativada'],
    ['account_update', null, null, 'A conta do WhatsApp mudou'],
    ['number_error', '131031', {}, 'O WhatsApp avisou de um erro do número'],
    ['field_of_2030', 'X', [], 'Aviso do WhatsApp: field_of_2030'],
  ])('%s %s %j is “%s”', (field, event, value, title) => {
    expect(noticeTitle({ field, event, value })).toBe(title)
  })

  it('is in the reader’s language', async () => {
    await setLocale('en')
    expect(noticeTitle(makeNotice())).toBe('WhatsApp account approved')
  })
})

describe('the facts of a notice', () => {
  const facts = (value: unknown) => Object.fromEntries(noticeFacts({ value }).map((one) => [one.name.split('.').at(-1), one.value]))

  it('are what a person can use', () => {
    expect(
      facts({
        message_template_name: 'pedido_pronto',
        reason: 'NONE',
        rejection_info: { reason: 'INVALID_FORMAT', recommendation: 'Tire o link.' },
        display_phone_number: '551140040001',
      }),
    ).toEqual({ template: 'pedido_pronto', reason: 'formato inválido', advice: 'Tire o link.', number: '+55 (11) 4004-0001' })
    expect(facts({ previous_quality_score: 'GREEN', new_quality_score: 'RED', reason: 'NONE' })).toEqual({ quality: 'alta → baixa' })
    expect(facts({ max_daily_conversations_per_business: 'TIER_10K' })).toEqual({ limit: '10.000 clientes' })
    expect(facts({ ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: '2026-12-01' } })).toEqual({ date: '2026-12-01' })
    expect(facts({ restriction_info: [{ restriction_type: 'RESTRICTED_X', expiration: 1790000000 }] }).restriction).toMatch(/^Restricted x · \d/)
  })

  it.each([[null], ['x'], [7], [[]], [{}], [{ violation_info: [], ban_info: 'x', restriction_info: {} }]])('are none in %j', (value) => {
    expect(noticeFacts({ value })).toEqual([])
  })
})

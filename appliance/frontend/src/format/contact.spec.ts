import { describe, expect, it } from 'vitest'

import { makeContact } from '@/testing/factories'

import { contactName, hasName, initials } from './contact'

describe('contactName', () => {
  it('prefers the name, then the number people can read, then the username', () => {
    expect(contactName(makeContact())).toBe('Maria Lima')
    expect(contactName(makeContact({ name: null, profile_name: 'Mari' }))).toBe('Mari')
    expect(contactName(makeContact({ name: null }))).toBe('+55 (11) 98765-0001')
    expect(contactName(makeContact({ name: '', phone: null, wa_id: null, username: 'mari.l' }))).toBe('@mari.l')
    expect(contactName(makeContact({ name: 'mari.l', phone: null, wa_id: null, username: 'mari.l' }))).toBe('@mari.l')
    expect(contactName(makeContact({ name: null, phone: null, wa_id: null }))).toBe('Sem nome')
  })

  it('reads as its letters stand, whatever turns the direction in it', () => {
    expect(contactName(makeContact({ name: 'QA-\u202Egnp.exe' }))).toBe('QA-gnp.exe')
    expect(contactName(makeContact({ name: '\u2066\u2069', profile_name: 'Ana\u202E' }))).toBe('Ana')
  })

  it('shows a number given as a name like every number', () => {
    const contact = makeContact({ name: '+5511987650001' })
    expect(contactName(contact)).toBe('+55 (11) 98765-0001')
    expect(hasName(contact)).toBe(false)
  })

  it('keeps a name made of digits that is not their number', () => {
    expect(contactName(makeContact({ name: '99' }))).toBe('99')
  })
})

it.each([
  ['Maria Lima', 'ML'],
  ['maria', 'M'],
  ['Construtora & Filhos Ltda.', 'CL'],
  ['João "Jão" da Silva', 'JS'],
  ['+5511987650001', ''],
])('abbreviates %s to "%s"', (name, letters) => {
  expect(initials(makeContact({ name }))).toBe(letters)
})

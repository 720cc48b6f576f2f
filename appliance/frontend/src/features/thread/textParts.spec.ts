import { describe, expect, it } from 'vitest'

import { textParts, withoutMarks } from './textParts'

describe('textParts', () => {
  it.each([
    ['oi', [{ text: 'oi' }]],
    ['', []],
    ['*oi*', [{ text: 'oi', marks: ['bold'] }]],
    ['a _b c_ d', [{ text: 'a ' }, { text: 'b c', marks: ['italic'] }, { text: ' d' }]],
    ['~x~', [{ text: 'x', marks: ['struck'] }]],
    ['```a_b_c```', [{ text: 'a_b_c', marks: ['code'] }]],
    ['_a *b*_', [{ text: 'a ', marks: ['italic'] }, { text: 'b', marks: ['italic', 'bold'] }]],
  ])('reads %j', (text, parts) => {
    expect(textParts(text)).toEqual(parts)
  })

  it.each(['2*3*4', 'snake_case_name', '* item', '*aberto', '_linha\nquebrada_', '**', '5 * 3 = 15 * 1'])(
    'leaves %j alone',
    (text) => {
      expect(textParts(text)).toEqual([{ text }])
    },
  )

  it('shows letters in the order they are written', () => {
    expect(textParts('\u202ecod.exe *\u202docx*')).toEqual([{ text: 'cod.exe ' }, { text: 'ocx', marks: ['bold'] }])
    expect(withoutMarks('\u2067שלום\u2069 \u202bاب\u202c')).toBe('\u2067שלום\u2069 \u202bاب\u202c')
  })

  it('finds addresses, and leaves the full stop to the sentence', () => {
    expect(textParts('veja https://a.com/x_y_z?q=1.')).toEqual([
      { text: 'veja ' },
      { text: 'https://a.com/x_y_z?q=1', href: 'https://a.com/x_y_z?q=1' },
      { text: '.' },
    ])
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'ftp://a.com'])('makes no link of %s', (text) => {
    expect(textParts(text).some((part) => part.href)).toBe(false)
  })

  it('reads a long hostile text quickly', () => {
    const text = '*_~'.repeat(1400)
    expect(withoutMarks(text).length).toBeLessThanOrEqual(text.length)
  })
})

it('previews say the words alone', () => {
  expect(withoutMarks('_Resposta automática. Escreva *atendente*._')).toBe('Resposta automática. Escreva atendente.')
})

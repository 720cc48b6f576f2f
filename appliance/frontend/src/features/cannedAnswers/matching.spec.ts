import { describe, expect, it } from 'vitest'

import type { CannedAnswer } from '@/api/cannedAnswers'

import { matchingAnswers, usable } from './matching'

const answer = (shortcut: string, more: Partial<CannedAnswer> = {}): CannedAnswer => ({
  id: shortcut.length,
  shortcut,
  title: shortcut,
  content: '…',
  queue_id: null,
  changed_at: '',
  ...more,
})
const shortcuts = (answers: CannedAnswer[]) => answers.map((one) => one.shortcut)

describe('what the slash finds', () => {
  const all = [answer('obrigado', { title: 'Despedida' }), answer('bom-dia', { title: 'Saudação' }), answer('boleto'), answer('x', { content: 'O boleto venceu' })]

  it('is everything at first, by shortcut', () => {
    expect(shortcuts(matchingAnswers(all, '', null))).toEqual(['boleto', 'bom-dia', 'obrigado', 'x'])
  })

  it('begins with the shortcut, then the title, then the text', () => {
    expect(shortcuts(matchingAnswers(all, 'boleto', null))).toEqual(['boleto', 'x'])
    expect(shortcuts(matchingAnswers(all, 'SAUDACAO', null))).toEqual(['bom-dia'])
  })

  it('forgives letters that were left out', () => {
    expect(shortcuts(matchingAnswers(all, 'bdia', null))).toEqual(['bom-dia'])
    expect(matchingAnswers(all, 'zzz', null)).toEqual([])
  })

  it("prefers those of the conversation's queue", () => {
    const two = [answer('pix'), answer('pix', { queue_id: 3 })]
    expect(matchingAnswers(two, 'pix', 3)[0]?.queue_id).toBe(3)
  })

  it('is short', () => {
    expect(matchingAnswers(Array.from({ length: 50 }, (_, index) => answer(`a${index}`)), 'a', null)).toHaveLength(8)
  })
})

it('usable are those of everybody and of the queue of the conversation', () => {
  const all = [answer('a'), answer('b', { queue_id: 1 }), answer('c', { queue_id: 2 }), answer('d', { queue_id: 3 })]
  expect(shortcuts(usable(all, 1))).toEqual(['a', 'b'])
  expect(shortcuts(usable(all, null))).toEqual(['a'])
})

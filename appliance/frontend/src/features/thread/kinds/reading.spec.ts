import { describe, expect, it } from 'vitest'

import { figure, list, part, parts, words } from './reading'

describe('words', () => {
  it.each([
    ['  Ana  ', 'Ana'],
    ['nota\u202Efdp.exe', 'notafdp.exe'],
    ['a\u0000b\u2066c\ufeff', 'abc'],
    ['linha 1\nlinha 2', 'linha 1\nlinha 2'],
    ['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
    [12, '12'],
    [null, ''],
    [{}, ''],
    [['a'], ''],
  ])('of %j are %j', (value, text) => {
    expect(words(value)).toBe(text)
  })

  it('are cut', () => {
    expect(words('x'.repeat(5000), 10)).toBe('x'.repeat(10))
  })
})

it.each([
  [2, 2],
  ['2.5', 2.5],
  [0, 0],
  ['', null],
  ['dois', null],
  [NaN, null],
  [Infinity, null],
  [true, null],
  [null, null],
  [[], null],
])('the figure of %j is %j', (value, number) => {
  expect(figure(value)).toBe(number)
})

it('takes objects and lists for what they are', () => {
  expect(part({ a: 1 })).toEqual({ a: 1 })
  expect([part(null), part([]), part('x'), part(undefined)]).toEqual([null, null, null, null])
  expect(parts([{ a: 1 }, null, 'x', [], { b: 2 }])).toEqual([{ a: 1 }, { b: 2 }])
  expect([parts('x'), parts(null), list({ length: 3 })]).toEqual([[], [], []])
  expect(list([1, 2, 3], 2)).toEqual([1, 2])
})

import { expect, it } from 'vitest'

import { Sequence } from './sequence'

it('lets consecutive events pass and notices a hole once', () => {
  const sequence = new Sequence()
  sequence.restart([{ room: 'inbox', seq: 5 }])
  expect([6, 7, 9, 10].map((seq) => sequence.observe('inbox', seq))).toEqual(['next', 'next', 'gap', 'next'])
})

it('drops what was already seen', () => {
  const sequence = new Sequence()
  sequence.restart([{ room: 'inbox', seq: 5 }])
  expect(sequence.observe('inbox', 5)).toBe('repeat')
  expect(sequence.observe('inbox', 3)).toBe('repeat')
})

it('counts rooms apart, and takes the first event of an unknown one', () => {
  const sequence = new Sequence()
  sequence.restart([{ room: 'inbox', seq: 5 }])
  expect(sequence.observe('user-7', 41)).toBe('next')
  expect(sequence.observe('inbox', 6)).toBe('next')
})

it('knows at reconnection whether anything was missed', () => {
  const sequence = new Sequence()
  expect(sequence.restart([{ room: 'inbox', seq: 5 }])).toBe(false)
  sequence.observe('inbox', 6)
  expect(sequence.restart([{ room: 'inbox', seq: 6 }])).toBe(true)
  expect(sequence.restart([{ room: 'inbox', seq: 9 }])).toBe(false)
})

it('starts over when the server lost its count', () => {
  const sequence = new Sequence()
  sequence.restart([{ room: 'inbox', seq: 500 }])
  expect(sequence.restart([{ room: 'inbox', seq: 0 }])).toBe(false)
  expect(sequence.observe('inbox', 1)).toBe('next')
})

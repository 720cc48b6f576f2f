import { beforeEach, expect, it } from 'vitest'

import { Sequence } from './sequence'

let sequence: Sequence
beforeEach(() => {
  sequence = new Sequence()
  sequence.restart([{ room: 'queue:3', seq: 5 }, { room: 'person:7', seq: 0 }])
})

it('lets consecutive events pass and notices a hole once', () => {
  expect([6, 7, 9, 10].map((seq) => sequence.observe({ 'queue:3': seq }))).toEqual(['next', 'next', 'gap', 'next'])
})

it('drops what was already seen', () => {
  expect(sequence.observe({ 'queue:3': 5 })).toBe('repeat')
  expect(sequence.observe({ 'queue:3': 3 })).toBe('repeat')
})

it('follows each of our rooms, and no other', () => {
  expect(sequence.observe({ all: 900, 'queue:3': 6, 'person:7': 1 })).toBe('next')
  expect(sequence.observe({ all: 950, 'queue:3': 7 })).toBe('next')
  expect(sequence.observe({ 'queue:3': 8, 'person:7': 3 })).toBe('gap')
  expect(sequence.observe({ all: 990 })).toBe('next')
  expect(sequence.isIn('person:7')).toBe(true)
  expect(sequence.isIn('all')).toBe(false)
})

it('takes an event as new that only one of our rooms had before', () => {
  expect(sequence.observe({ 'queue:3': 5, 'person:7': 1 })).toBe('next')
  expect(sequence.observe({ 'queue:3': 6 })).toBe('next')
})

it('knows at reconnection whether anything was missed', () => {
  const rooms = (seq: number) => [{ room: 'queue:3', seq }, { room: 'person:7', seq: 0 }]
  expect(new Sequence().restart(rooms(5))).toBe('missed')
  sequence.observe({ 'queue:3': 6 })
  expect(sequence.restart(rooms(6))).toBe('same')
  expect(sequence.restart(rooms(9))).toBe('missed')
})

it('knows at reconnection whether we work elsewhere now', () => {
  expect(sequence.restart([{ room: 'person:7', seq: 0 }])).toBe('moved')
  expect(sequence.restart([{ room: 'person:7', seq: 0 }, { room: 'all', seq: 8 }])).toBe('moved')
})

it('starts over when the server lost its count', () => {
  expect(sequence.restart([{ room: 'queue:3', seq: 0 }, { room: 'person:7', seq: 0 }])).toBe('missed')
  expect(sequence.observe({ 'queue:3': 1 })).toBe('next')
})

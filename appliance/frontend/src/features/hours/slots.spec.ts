import { describe, expect, it } from 'vitest'

import type { Slot } from '@/api/hours'

import { another, clock, dayBefore, endsNextDay, grouped, minutesOf, problemOf, weekdayName, withBegin, withEnd } from './slots'

describe('a slot', () => {
  it.each([
    [540, '09:00'],
    [0, '00:00'],
    [1440, '00:00'],
    [1560, '02:00'],
  ])('%i is written %s', (minutes, text) => expect(clock(minutes)).toBe(text))

  it.each([
    ['09:30', 570],
    ['9:30', 570],
    ['24:00', null],
    ['09:60', null],
    ['', null],
  ])('%s is read as %s', (text, minutes) => expect(minutesOf(text)).toBe(minutes))

  it('ends on the next day when its end is not after its begin', () => {
    expect(withEnd([22 * 60, 23 * 60], 2 * 60)).toEqual([1320, 1560])
    expect(withEnd([9 * 60, 18 * 60], 0)).toEqual([540, 1440])
    expect(endsNextDay([1320, 1560])).toBe(true)
    expect(endsNextDay([540, 1440])).toBe(false)
  })

  it('keeps its end by the clock when its begin moves', () => {
    expect(withBegin([22 * 60, 26 * 60], 60)).toEqual([60, 120])
    expect(withBegin([9 * 60, 12 * 60], 13 * 60)).toEqual([780, 2160])
  })
})

describe('a day', () => {
  it('goes on after a break', () => {
    expect(another([])).toEqual([540, 1080])
    expect(another([[540, 720]])).toEqual([780, 1020])
    expect(another([[540, 1430]])).toEqual([1380, 1440])
  })

  it('has its slots in order', () => {
    expect(problemOf([[540, 720], [780, 1080]])).toBe('none')
    expect(problemOf([[540, 800], [780, 1080]])).toBe('order')
  })

  it('begins when the night before it is over', () => {
    const night: Slot[] = [[1200, 1440 + 600]]
    expect(problemOf([[540, 1080]], night)).toBe('night')
    expect(problemOf([[600, 1080]], night)).toBe('none')
    expect(problemOf([], night)).toBe('none')
    expect(dayBefore([[], [], [], [], [], [], night], 0)).toBe(night)
  })
})

it('days that are alike stand together', () => {
  const office: Slot[] = [[540, 1080]]
  expect(grouped([office, office, [], office, office, [], []])).toEqual([
    { from: 0, to: 1, slots: office },
    { from: 2, to: 2, slots: [] },
    { from: 3, to: 4, slots: office },
    { from: 5, to: 6, slots: [] },
  ])
})

it('a week begins on Monday', () => {
  expect(weekdayName(0, 'pt-BR')).toBe('segunda-feira')
  expect(weekdayName(6, 'en')).toBe('Sunday')
})

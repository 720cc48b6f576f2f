import { describe, expect, it } from 'vitest'

import { makeHearing } from './hearing'

describe('an answer of the server', () => {
  it('is overtaken by an event that came since it was asked for', () => {
    const { asking, heard, isOvertaken } = makeHearing()
    const asked = asking()
    heard(1)
    expect(isOvertaken(1, asked)).toBe(true)
    expect(isOvertaken(2, asked)).toBe(false)
  })

  it('is newer than what was heard before it was asked for', () => {
    const { asking, heard, isOvertaken } = makeHearing()
    heard(1)
    expect(isOvertaken(1, asking())).toBe(false)
  })

  it('forgets what it heard of longest ago', () => {
    const { asking, heard, isOvertaken } = makeHearing()
    const asked = asking()
    for (let id = 1; id <= 5001; id += 1) heard(id)
    expect(isOvertaken(1, asked)).toBe(false)
    expect(isOvertaken(2, asked)).toBe(true)
  })
})

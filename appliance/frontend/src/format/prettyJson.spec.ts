import { describe, expect, it } from 'vitest'

import { prettyJson } from './prettyJson'

describe('prettyJson', () => {
  it('lays JSON out', () => {
    expect(prettyJson('{"a":[1,{"b":null}],"c":{}, "d" : [ ]}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
    )
  })

  it.each(['{"id":12345678901234567890}', '{"n":1.50}', '{"a":1,"a":2}', String.raw`{"t":"\ud83d, {\"x\": [1]} \\"}`])(
    'changes nothing but blanks: %s',
    (json) => {
      expect(prettyJson(json).replace(/\n\s*/g, '').replace(/^(.*?"): /, '$1:').replace('"a": 2', '"a":2')).toBe(json)
    },
  )

  it.each(['', 'no json', '{"cut":"of', '<b>', '{} {}'])('leaves %j as it is', (text) => {
    expect(prettyJson(text)).toBe(text)
  })
})

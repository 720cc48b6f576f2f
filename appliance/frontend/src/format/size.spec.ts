import { expect, it } from 'vitest'

import { sizeText } from './size'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1234, '1,2 kB'],
  [3_145_728, '3,1 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeText(bytes).replace(/\s/g, ' ')).toBe(text)
})

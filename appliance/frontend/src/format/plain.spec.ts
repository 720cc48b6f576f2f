import { expect, it } from 'vitest'

import { matches } from './plain'

it.each([
  ['José da Silva', 'jose', true],
  ['José da Silva', 'SIL JO', true],
  ['José da Silva', 'osé', false],
  ['ana@acme.com.br', 'acme', true],
  ['Cobrança', '', true],
  ['Cobrança', 'cobranca x', false],
])('%s is found by “%s”: %s', (text, typed, isFound) => expect(matches(text, typed)).toBe(isFound))

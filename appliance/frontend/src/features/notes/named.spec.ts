import { expect, it } from 'vitest'

import { noteParts, stillNamed } from './named'

const ANA = { id: 1, name: 'Ana' }
const ANA_LIMA = { id: 2, name: 'Ana Lima' }

it('named is whoever still stands in the text', () => {
  expect(stillNamed('oi @Ana', [ANA, ANA_LIMA])).toEqual([ANA])
  expect(stillNamed('oi Ana', [ANA])).toEqual([])
})

it('a note shows its names apart, the longer one first', () => {
  expect(noteParts('veja @Ana Lima, e @Ana!', [ANA, ANA_LIMA])).toEqual([
    { text: 'veja ', isName: false },
    { text: '@Ana Lima', isName: true },
    { text: ', e ', isName: false },
    { text: '@Ana', isName: true },
    { text: '!', isName: false },
  ])
})

it('a name with signs of its own is a name', () => {
  const odd = { id: 3, name: 'J.R. (noite) [1]*' }
  expect(noteParts('@J.R. (noite) [1]*', [odd])).toEqual([{ text: '@J.R. (noite) [1]*', isName: true }])
  expect(noteParts('@JxR.', [odd])).toEqual([{ text: '@JxR.', isName: false }])
})

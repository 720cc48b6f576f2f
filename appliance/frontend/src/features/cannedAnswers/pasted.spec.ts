import { describe, expect, it } from 'vitest'

import { readPasted } from './pasted'
import { slugOf } from './slug'

describe('rows of a spreadsheet', () => {
  it('come apart by tabs, with or without a heading', () => {
    const rows = [{ shortcut: 'oi', title: 'Olá', content: 'Bom dia; tudo bem?' }]
    expect(readPasted('oi\tOlá\tBom dia; tudo bem?\n')).toEqual({ rows, broken: [] })
    expect(readPasted('Atalho\tTítulo\tTexto\r\noi\tOlá\tBom dia; tudo bem?')).toEqual({ rows, broken: [] })
  })

  it('keep breaks and quotes of a cell', () => {
    expect(readPasted('oi\tOlá\t"Bom ""dia""\ne até"\nfim\tFim\tTchau').rows).toEqual([
      { shortcut: 'oi', title: 'Olá', content: 'Bom "dia"\ne até' },
      { shortcut: 'fim', title: 'Fim', content: 'Tchau' },
    ])
  })

  it('come apart by semicolons where there is no tab', () => {
    expect(readPasted('oi; Olá; Bom dia').rows).toEqual([{ shortcut: 'oi', title: 'Olá', content: 'Bom dia' }])
  })

  it('that miss a column are named, blank ones are not', () => {
    expect(readPasted('oi;Olá;Bom dia\n\nsó isto\n;;\nx;y;')).toMatchObject({ broken: [2, 3] })
  })

  it('may be ten thousand', () => {
    expect(readPasted('a;b;c\n'.repeat(10_000)).rows).toHaveLength(10_000)
  })
})

it.each([
  ['/Saudação final', 'saudacao-final'],
  ['2ª via', '2a-via'],
  ['<b>', ''],
  ['', ''],
  ['a'.repeat(33), ''],
])('the shortcut of %s is %s', (typed, slug) => expect(slugOf(typed)).toBe(slug))

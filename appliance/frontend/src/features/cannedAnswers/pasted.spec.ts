import { describe, expect, it } from 'vitest'

import { readPasted } from './pasted'
import { slugOf } from './slug'

const texts = (pasted: string) => readPasted(pasted).rows.map((row) => row.content)

describe('rows of a spreadsheet', () => {
  it('come apart by tabs, with or without a heading', () => {
    const row = { shortcut: 'oi', title: 'Olá', content: 'Bom dia; tudo bem?' }
    expect(readPasted('oi\tOlá\tBom dia; tudo bem?\n').rows).toEqual([{ line: 1, ...row }])
    expect(readPasted('Atalho\tTítulo\tTexto\r\noi\tOlá\tBom dia; tudo bem?')).toEqual({
      rows: [{ line: 2, ...row }],
      broken: { short: [], long: [], open: [] },
      count: 1,
    })
  })

  it('keep breaks and quotes of a cell', () => {
    expect(readPasted('oi\tOlá\t"Bom ""dia""\r\ne até"\nfim\tFim\tTchau').rows).toEqual([
      { line: 1, shortcut: 'oi', title: 'Olá', content: 'Bom "dia"\ne até' },
      { line: 3, shortcut: 'fim', title: 'Fim', content: 'Tchau' },
    ])
  })

  it('come apart by semicolons where there is no tab', () => {
    expect(readPasted('oi; Olá; Bom dia').rows).toEqual([{ line: 1, shortcut: 'oi', title: 'Olá', content: 'Bom dia' }])
  })

  it('that miss a column are named by their lines, heading and blank ones counted', () => {
    expect(readPasted('oi;Olá;Bom dia\n\nsó isto\n;;\nx;y;').broken.short).toEqual([3, 5])
    expect(readPasted('atalho;título;texto\n\nx;y;').broken.short).toEqual([3])
    expect(readPasted('oi;Olá;"Bom\n\ndia"\nx;y;').broken.short).toEqual([4])
  })

  it('may be ten thousand', () => {
    expect(readPasted('a;b;c\n'.repeat(10_000)).rows).toHaveLength(10_000)
  })
})

describe('a text', () => {
  it('keeps its semicolons, quoted or not', () => {
    expect(texts('a;A;Temos: pão; leite; ovos;\nb;B;"pão; leite"')).toEqual(['Temos: pão; leite; ovos;', 'pão; leite'])
  })

  it('has none of the columns that are empty', () => {
    expect(texts('a;A;Bom dia;;\nb;B;"Boa; tarde";;')).toEqual(['Bom dia', 'Boa; tarde'])
    expect(texts('a\tA\tOi;\t\t')).toEqual(['Oi;'])
  })

  it('keeps the quotes it only begins with', () => {
    expect(texts('a;A;"Sim" é sim; "não" é não\nb;B;Diga "sim"')).toEqual(['"Sim" é sim; "não" é não', 'Diga "sim"'])
  })
})

it('a column too many is refused: it is nobody’s text', () => {
  expect(readPasted('a\tA\tOi\tFinanceiro\nb\tB\tOi\t')).toMatchObject({ rows: [{ line: 2 }], broken: { long: [1] } })
  expect(readPasted('a;A;"Oi";"Financeiro"').broken.long).toEqual([1])
})

it('quotes that never close are named by their line and take no other', () => {
  const { rows, broken } = readPasted('a;A;"Oi\nb;B;Olá\nc;"C;Oi\nd;D;"Tchau"')
  expect([broken, rows.map((row) => row.shortcut)]).toEqual([{ short: [], long: [], open: [1, 3] }, ['b', 'd']])
})

it.each([
  ['/Saudação final', 'saudacao-final'],
  ['2ª via', '2a-via'],
  ['<b>', ''],
  ['', ''],
  ['a'.repeat(33), ''],
])('the shortcut of %s is %s', (typed, slug) => expect(slugOf(typed)).toBe(slug))

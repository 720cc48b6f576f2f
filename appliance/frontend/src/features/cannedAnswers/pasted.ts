/** Rows as one copies them out of a spreadsheet: shortcut, title and text, apart by tabs or semicolons. */
import type { AnswerRow } from '@/api/cannedAnswers'

import { recordsOf } from './records'

/** As the server takes them at once. */
export const MOST_ROWS = 500
const COLUMNS = 3

export interface Pasted {
  rows: AnswerRow[]
  /** Lines of what was pasted, the first being 1, by what is wrong with them. */
  broken: Record<'short' | 'long' | 'open', number[]>
  /** Of both. */
  count: number
}

export function readPasted(text: string): Pasted {
  const records = recordsOf(text, text.includes('\t') ? '\t' : ';', COLUMNS)
  const wanted = isHeading(records[0]?.cells) ? records.slice(1) : records
  const rows: AnswerRow[] = []
  const broken: Pasted['broken'] = { short: [], long: [], open: [] }
  for (const { line, cells, openedAt } of wanted) {
    const [shortcut = '', title = '', content = '', ...others] = cells
    if (openedAt) broken.open.push(openedAt)
    else if (others.some(Boolean)) broken.long.push(line)
    else if (shortcut && title && content) rows.push({ line, shortcut, title, content })
    else broken.short.push(line)
  }
  return { rows, broken, count: wanted.length }
}

const isHeading = (cells: string[] | undefined) => /^(atalho|shortcut|atajo)$/i.test(cells?.[0] ?? '')

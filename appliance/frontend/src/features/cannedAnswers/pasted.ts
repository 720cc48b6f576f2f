/** Rows as one copies them out of a spreadsheet: shortcut, title and text, apart by tabs or semicolons. */
import type { AnswerRow } from '@/api/cannedAnswers'

/** As the server takes them at once. */
export const MOST_ROWS = 500

export interface Pasted {
  rows: AnswerRow[]
  /** Lines that hold less than three columns, the first being 1. */
  broken: number[]
}

export function readPasted(text: string): Pasted {
  const lines = recordsOf(text)
  const wanted = isHeading(lines[0]) ? lines.slice(1) : lines
  const rows: AnswerRow[] = []
  const broken: number[] = []
  wanted.forEach(([shortcut = '', title = '', content = ''], index) => {
    if (shortcut && title && content) rows.push({ shortcut, title, content })
    else broken.push(index + 1)
  })
  return { rows, broken }
}

/** A cell that holds tabs, breaks or quotes is copied within quotes, its own doubled. */
function recordsOf(text: string): string[][] {
  const separator = text.includes('\t') ? '\t' : ';'
  const records: string[][] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = () => {
    cells.push(cell.trim())
    cell = ''
  }
  const endRecord = () => {
    endCell()
    if (cells.some(Boolean)) records.push(cells)
    cells = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (isQuoted && sign === '"' && text[at + 1] === '"') cell += text[(at += 1)]
    else if (sign === '"' && (isQuoted || cell.trim() === '')) isQuoted = !isQuoted
    else if (!isQuoted && sign === separator) endCell()
    else if (!isQuoted && sign === '\n') endRecord()
    else if (sign !== '\r') cell += sign
  }
  endRecord()
  return records
}

const isHeading = (cells: string[] | undefined) => /^(atalho|shortcut|atajo)$/i.test(cells?.[0] ?? '')

/** A table copied as text, row by row, each with the line it begins on. */
export interface TableRow {
  /** The first of the text is 1. */
  line: number
  cells: string[]
  /** Where a cell's quotes open and never close. */
  openedAt?: number
}

/**
 * A cell that holds separators, breaks or quotes is copied within quotes, its own doubled. Whoever types rows knows
 * nothing of that: semicolons of the last column are its text, and so are quotes that only its beginning is within.
 */
export function recordsOf(text: string, separator: '\t' | ';', columns: number): TableRow[] {
  const records: TableRow[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const record: TableRow = { line, cells: [] }
    for (let isMore = true; isMore; at += 1) {
      const takesRest = separator === ';' && record.cells.length === columns - 1
      const end = endOfCell(text, at, takesRest ? '\n' : `\n${separator}`, separator)
      const written = text.slice(at, end).replaceAll('\r', '')
      const quoted = unquoted(written)
      if (quoted === null && isOpen(written)) record.openedAt ??= line
      record.cells.push((quoted ?? (takesRest ? withoutBlankColumns(written) : written)).trim())
      line += written.split('\n').length - 1
      isMore = text[end] === separator
      at = end
    }
    line += 1
    if (record.cells.some(Boolean)) records.push(record)
  }
  return records
}

/** Where the separator, the break or the end is that closes the cell which begins at `at`. */
function endOfCell(text: string, at: number, stops: string, separator: string): number {
  const closed = endOfQuotes(text, at)
  if (closed !== null && (closed === text.length || text[closed] === '\n' || text[closed] === separator)) return closed
  let end = at
  while (end < text.length && !stops.includes(text[end]!)) end += 1
  return end
}

/** Where a text goes on after the quotes it begins with and blanks; null without any, or where they never close. */
function endOfQuotes(text: string, at: number): number | null {
  const blank = /[ \r]*/y
  const skip = (from: number) => {
    blank.lastIndex = from
    return from + (blank.exec(text)?.[0].length ?? 0)
  }
  let end = skip(at)
  if (text[end] !== '"') return null
  for (end = text.indexOf('"', end + 1); end >= 0 && text[end + 1] === '"'; ) end = text.indexOf('"', end + 2)
  return end < 0 ? null : skip(end + 1)
}

/** What stands within the quotes of a cell; null where they are not around all of it. */
function unquoted(cell: string): string | null {
  return endOfQuotes(cell, 0) === cell.length ? cell.trim().slice(1, -1).replaceAll('""', '"') : null
}

const isOpen = (cell: string) => cell.trimStart().startsWith('"') && endOfQuotes(cell, 0) === null

/** Spreadsheets end a row with a separator for each column that is empty. */
const withoutBlankColumns = (cell: string) => (/^[^;]*;[;\s]*$/.test(cell) ? cell.slice(0, cell.indexOf(';')) : cell)

import { http } from './http'
import type { Id, Page } from './types'

/** A text that is kept to be sent again (resposta pronta). */
export interface CannedAnswer {
  id: Id
  /** What is typed after the slash. */
  shortcut: string
  title: string
  content: string
  /** Whose people have it; null: everybody. */
  queue_id: Id | null
  changed_at: string
}

export type AnswerFields = Pick<CannedAnswer, 'shortcut' | 'title' | 'content' | 'queue_id'>
/** `line` is where it stands in what was pasted. */
export type AnswerRow = Omit<AnswerFields, 'queue_id'> & { line: number }

/** What the server says of one row of an import, by its line. */
export interface RowProblem {
  row: number
  field: string
  message: string
}

export const fetchCannedAnswers = () => http.get<Page<CannedAnswer>>('/canned-answers')

/** 409 `shortcut_exists`; 422 with `details.field`. */
export const createCannedAnswer = (fields: AnswerFields) => http.post<CannedAnswer>('/canned-answers', fields)

export const changeCannedAnswer = (id: Id, fields: AnswerFields) => http.put<CannedAnswer>(`/canned-answers/${id}`, fields)

export const deleteCannedAnswer = (id: Id) => http.delete<void>(`/canned-answers/${id}`)

/** All or none: 422 `invalid_rows` with `details.problems`. */
export const importCannedAnswers = (body: { rows: AnswerRow[]; queue_id: Id | null; replace: boolean }) =>
  http.post<{ created: number; changed: number }>('/canned-answers/import', body)

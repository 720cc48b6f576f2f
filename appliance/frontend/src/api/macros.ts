import { http } from './http'
import type { Conversation, Id, Page } from './types'

/** What a macro does, in the words of the API. */
export type MacroAction =
  | { kind: 'add_label' | 'remove_label'; label_id: Id }
  | { kind: 'priority'; priority: number }
  | { kind: 'transfer'; user_id?: Id | null; queue_id?: Id | null }
  | { kind: 'note'; text: string }
  | { kind: 'send'; canned_answer_id: Id }
  | { kind: 'snooze'; minutes: number }
  | { kind: 'close'; reason_id?: Id | null }

export type MacroKind = MacroAction['kind']

export interface Macro {
  id: Id
  name: string
  actions: MacroAction[]
  /** Whose people have it; null: everybody, unless it is one's own. */
  queue_id: Id | null
  is_own: boolean
}

export type MacroFields = Omit<Macro, 'id'>

export const fetchMacros = () => http.get<Page<Macro>>('/macros')
export const createMacro = (fields: MacroFields) => http.post<Macro>('/macros', fields)
export const changeMacro = (id: Id, { is_own: _, ...change }: Partial<MacroFields>) => http.patch<Macro>(`/macros/${id}`, change)
export const deleteMacro = (id: Id) => http.delete<void>(`/macros/${id}`)

/** All or nothing: `details.action` of an error is the place of the one that was refused. */
export const runMacro = (conversationId: Id, id: Id) => http.post<Conversation>(`/conversations/${conversationId}/macros/${id}`)

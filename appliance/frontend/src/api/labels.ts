import { http } from './http'
import type { Conversation, Id, LabelMark, Page } from './types'

/** What a conversation is about, in the client's words (etiqueta). */
export type Label = LabelMark

export const fetchLabels = () => http.get<Page<Label>>('/labels')

/** 409 `label_exists` when the names differ by capitals or accents alone. */
export const createLabel = (label: Omit<Label, 'id'>) => http.post<Label>('/labels', label)

export const changeLabel = (id: Id, change: Partial<Omit<Label, 'id'>>) => http.patch<Label>(`/labels/${id}`, change)

/** 409 `label_in_use` with `details.conversations`, unless it is to come off all of them. */
export const deleteLabel = (id: Id, everywhere: boolean) => http.delete<void>(`/labels/${id}`, { query: { everywhere: String(everywhere) } })

export const relabel = (conversationId: Id, change: { add?: Id[]; remove?: Id[] }) =>
  http.post<Conversation>(`/conversations/${conversationId}/labels`, change)

/** All of them, or none. */
export const relabelMany = (conversation_ids: Id[], change: { add?: Id[]; remove?: Id[] }) =>
  http.post<Page<Conversation>>('/conversations/labels', { conversation_ids, ...change })

import { http } from './http'
import type { Id, Page } from './types'

/** Why a conversation was closed, as this client words it. */
export interface CloseReason {
  id: Id
  name: string
  /** False: no longer offered. */
  is_active: boolean
}

export const fetchCloseReasons = () => http.get<Page<CloseReason>>('/close-reasons')

/** 409 `reason_exists` when the names differ by capitals or accents alone. */
export const createCloseReason = (name: string) => http.post<CloseReason>('/close-reasons', { name })

export const changeCloseReason = (id: Id, change: Partial<Pick<CloseReason, 'name' | 'is_active'>>) =>
  http.patch<CloseReason>(`/close-reasons/${id}`, change)

/** 409 `reason_in_use` when it was ever given. */
export const deleteCloseReason = (id: Id) => http.delete<void>(`/close-reasons/${id}`)

import { http } from './http'
import type { Id, Page } from './types'

/** As the query parameters of the conversation list. */
export type ViewFilter = Record<string, string | number | boolean>

export interface SavedView {
  id: Id
  name: string
  filter: ViewFilter
  is_shared: boolean
  is_mine: boolean
  owner_name: string
  /** Parameters that name a queue or a label that is gone. */
  missing: string[]
}

export const fetchSavedViews = () => http.get<Page<SavedView>>('/saved-views')

/** 409 `view_exists`, `too_many_views`; 422 `invalid_filter`. */
export const createSavedView = (view: Pick<SavedView, 'name' | 'filter' | 'is_shared'>) => http.post<SavedView>('/saved-views', view)

export const changeSavedView = (id: Id, change: Partial<Pick<SavedView, 'name' | 'filter' | 'is_shared'>>) =>
  http.patch<SavedView>(`/saved-views/${id}`, change)

export const deleteSavedView = (id: Id) => http.delete<void>(`/saved-views/${id}`)

/** Mine, in this order. */
export const orderSavedViews = (ids: Id[]) => http.put<void>('/saved-views/order', { ids })

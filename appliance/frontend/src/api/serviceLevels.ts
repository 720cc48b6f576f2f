import { http } from './http'
import type { Id, Page } from './types'

/** How soon a person answers and solves, in minutes of open time. */
export interface ServiceLevel {
  id: Id
  /** null: every queue. */
  queue_id: Id | null
  /** null: any priority. */
  priority: number | null
  /** null: not promised. */
  response_minutes: number | null
  resolution_minutes: number | null
  /** At risk after so much of it. */
  warn_percent: number
}

export type ServiceLevelFields = Omit<ServiceLevel, 'id'>

export const fetchServiceLevels = () => http.get<Page<ServiceLevel>>('/service-levels')
/** 409 `level_exists` for a queue and priority that have one. */
export const createServiceLevel = (fields: ServiceLevelFields) => http.post<ServiceLevel>('/service-levels', fields)
export const changeServiceLevel = (id: Id, change: Partial<ServiceLevelFields>) => http.patch<ServiceLevel>(`/service-levels/${id}`, change)
export const deleteServiceLevel = (id: Id) => http.delete<void>(`/service-levels/${id}`)

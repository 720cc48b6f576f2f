import { http } from './http'
import type { Id, Page } from './types'

/** [begin, end] in minutes after midnight; an end past 1440 is on the next day. */
export type Slot = [number, number]

export interface Schedule {
  id: Id
  name: string
  /** Monday's slots first. */
  week: Slot[][]
  /** For queues that name no other. */
  is_default: boolean
  closed_text: string | null
  is_open: boolean
  opens_at: string | null
}

export type ScheduleFields = Pick<Schedule, 'name' | 'week' | 'is_default' | 'closed_text'>

export interface Holiday {
  id: Id
  /** 2026-12-25 */
  day: string
  name: string
  scope: 'national' | 'optional' | 'state' | 'city' | 'own'
  schedule_id: Id | null
  /** Empty: closed all day. */
  slots: Slot[]
}

export type HolidayFields = Omit<Holiday, 'id'>

export const fetchSchedules = () => http.get<Page<Schedule>>('/schedules')
/** 409 `schedule_exists` when the names differ by capitals or accents alone. */
export const createSchedule = (fields: ScheduleFields) => http.post<Schedule>('/schedules', fields)
export const changeSchedule = (id: Id, change: Partial<ScheduleFields>) => http.patch<Schedule>(`/schedules/${id}`, change)
export const deleteSchedule = (id: Id) => http.delete<void>(`/schedules/${id}`)

export const fetchHolidays = (year: number) => http.get<Page<Holiday>>('/holidays', { query: { year } })
export const addHoliday = (fields: HolidayFields) => http.post<Holiday>('/holidays', fields)
export const deleteHoliday = (id: Id) => http.delete<void>(`/holidays/${id}`)
/** Brazil's of a year, with those of a state; how many were not there yet. */
export const fillInHolidays = (year: number, state: string | null) => http.post<{ added: number }>('/holidays/fill-in', { year, state })

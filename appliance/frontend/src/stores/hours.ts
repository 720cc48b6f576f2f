/** When the help desk is open, and the days that are different. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/hours'
import type { Holiday, HolidayFields, Schedule, ScheduleFields } from '@/api/hours'
import type { Id } from '@/api/types'

export const useHours = defineStore('hours', () => {
  const schedules = shallowRef<Schedule[]>([])
  const holidays = shallowRef<Holiday[]>([])
  const year = ref(new Date().getFullYear())
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const standard = computed(() => schedules.value.find((one) => one.is_default))

  /** Throws when they could not be had. */
  async function load(): Promise<void> {
    try {
      schedules.value = (await api.fetchSchedules()).data
      await show(year.value)
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  async function show(wanted: number): Promise<void> {
    year.value = wanted
    const found = (await api.fetchHolidays(wanted)).data
    if (year.value === wanted) holidays.value = found
  }

  /** Another may have been the default until now: all are fetched. */
  async function save(id: Id | null, fields: ScheduleFields): Promise<void> {
    if (id === null) await api.createSchedule(fields)
    else await api.changeSchedule(id, fields)
    schedules.value = (await api.fetchSchedules()).data
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteSchedule(id)
    schedules.value = schedules.value.filter((one) => one.id !== id)
  }

  async function addHoliday(fields: HolidayFields): Promise<void> {
    await api.addHoliday(fields)
    await show(Number(fields.day.slice(0, 4)))
  }

  async function removeHoliday(id: Id): Promise<void> {
    await api.deleteHoliday(id)
    holidays.value = holidays.value.filter((one) => one.id !== id)
  }

  async function fillIn(brazilianState: string | null): Promise<number> {
    const { added } = await api.fillInHolidays(year.value, brazilianState)
    await show(year.value)
    return added
  }

  function clear(): void {
    schedules.value = []
    holidays.value = []
    state.value = 'loading'
  }

  return { schedules, holidays, year, state, standard, load, show, save, remove, addHoliday, removeHoliday, fillIn, clear }
})

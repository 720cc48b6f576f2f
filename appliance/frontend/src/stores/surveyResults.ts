/** What customers answered, page by page, and in sum. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/surveys'
import type { Survey, SurveyFilter, SurveySum } from '@/api/surveys'

export const useSurveyResults = defineStore('surveyResults', () => {
  const all = shallowRef<Survey[]>([])
  const sums = shallowRef<SurveySum[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const cursor = ref<string | null>(null)
  const hasMore = computed(() => cursor.value !== null)
  let asked: SurveyFilter = {}

  /** Throws when they could not be had. An answer that comes after another was asked for is left aside. */
  async function show(filter: SurveyFilter, by: 'queue' | 'attendant'): Promise<void> {
    asked = filter
    state.value = 'loading'
    try {
      const [page, summed] = await Promise.all([api.fetchSurveys(filter, null), api.fetchSurveySums(filter, by)])
      if (asked !== filter) return
      all.value = page.data
      cursor.value = page.next_cursor
      sums.value = summed.data
      state.value = 'ready'
    } catch (error) {
      if (asked !== filter) return
      state.value = 'failed'
      throw error
    }
  }

  async function more(): Promise<void> {
    const filter = asked
    const page = await api.fetchSurveys(filter, cursor.value)
    if (asked !== filter) return
    all.value = [...all.value, ...page.data]
    cursor.value = page.next_cursor
  }

  function clear(): void {
    all.value = []
    sums.value = []
    cursor.value = null
    state.value = 'loading'
    asked = {}
  }

  return { all, sums, state, hasMore, show, more, clear }
})

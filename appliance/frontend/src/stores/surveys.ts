/** What customers are asked once their conversation is closed. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/surveys'
import type { SurveyRule, SurveyRuleFields } from '@/api/surveys'
import type { Id } from '@/api/types'

export const useSurveys = defineStore('surveys', () => {
  const all = shallowRef<SurveyRule[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchSurveyRules()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  /** A new one has no id yet. */
  async function save(id: Id | null, fields: Partial<SurveyRuleFields>): Promise<void> {
    const saved = id === null ? await api.createSurveyRule(fields as SurveyRuleFields) : await api.changeSurveyRule(id, fields)
    const isKnown = all.value.some((one) => one.id === saved.id)
    all.value = isKnown ? all.value.map((one) => (one.id === saved.id ? saved : one)) : [...all.value, saved]
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteSurveyRule(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, state, load, save, remove, clear }
})

/** The canned answers one may use, by shortcut. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/cannedAnswers'
import type { AnswerFields, AnswerRow, CannedAnswer } from '@/api/cannedAnswers'
import type { Id } from '@/api/types'

/** Those of so long ago are asked for anew before one chooses among them. */
const FRESH_FOR = 60_000

export const useCannedAnswers = defineStore('cannedAnswers', () => {
  const all = shallowRef<CannedAnswer[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  let askedAt = -Infinity

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    askedAt = Date.now()
    try {
      all.value = (await api.fetchCannedAnswers()).data
      state.value = 'ready'
    } catch (error) {
      askedAt = -Infinity
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  /** Throws nothing: one chooses among those that are known. */
  async function freshen(): Promise<void> {
    if (Date.now() - askedAt > FRESH_FOR) await load().catch(() => undefined)
  }

  async function create(fields: AnswerFields): Promise<void> {
    keep(await api.createCannedAnswer(fields))
  }

  async function change(id: Id, fields: AnswerFields): Promise<void> {
    keep(await api.changeCannedAnswer(id, fields))
  }

  async function remove(id: Id): Promise<void> {
    await api.deleteCannedAnswer(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  async function importRows(rows: AnswerRow[], queueId: Id | null, replace: boolean): Promise<{ created: number; changed: number }> {
    const done = await api.importCannedAnswers({ rows, queue_id: queueId, replace })
    await load()
    return done
  }

  function keep(answer: CannedAnswer): void {
    const others = all.value.filter((one) => one.id !== answer.id)
    all.value = [...others, answer].sort((a, b) => a.shortcut.localeCompare(b.shortcut))
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
    askedAt = -Infinity
  }

  return { all, state, load, freshen, create, change, remove, importRows, clear }
})

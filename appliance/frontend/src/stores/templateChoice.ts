/** The templates that can be sent now, for whoever picks one: searched by name, and current while one looks. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { fetchTemplates, type Template } from '@/api/templates'

import { isWanted } from './templates'

/** More are found by searching. */
const PAGES = 4

export const useTemplateChoice = defineStore('templateChoice', () => {
  const items = ref<Template[]>([])
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const query = ref('')
  let pending: AbortController | null = null

  /** Throws nothing: a failure is a state. */
  async function search(q: string): Promise<void> {
    pending?.abort()
    const mine = (pending = new AbortController())
    query.value = q
    if (state.value !== 'ready') state.value = 'loading'
    try {
      const found = await fetchAll(q, mine.signal)
      if (mine.signal.aborted) return
      items.value = found.filter((one) => one.sendable)
      state.value = 'ready'
    } catch {
      if (!mine.signal.aborted) state.value = 'failed'
    }
  }

  async function fetchAll(q: string, signal: AbortSignal): Promise<Template[]> {
    const found: Template[] = []
    let cursor: string | null = null
    for (let page = 0; page < PAGES && (page === 0 || cursor); page += 1) {
      const { data, next_cursor } = await fetchTemplates({ status: 'APPROVED', q }, cursor, signal)
      found.push(...data)
      cursor = next_cursor
    }
    return found
  }

  /** Meta paused one, or approved another: it goes, or comes, at once. */
  function receive(template: Template): void {
    if (state.value !== 'ready') return
    const index = items.value.findIndex((one) => one.id === template.id)
    const fits = template.sendable && isWanted(template, { q: query.value })
    if (index >= 0) items.value.splice(index, 1, ...(template.sendable ? [template] : []))
    else if (fits) items.value.push(template)
  }

  function clear(): void {
    pending?.abort()
    items.value = []
    query.value = ''
    state.value = 'idle'
  }

  return { items, state, query, search, receive, clear }
})

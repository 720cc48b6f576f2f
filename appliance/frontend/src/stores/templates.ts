/** The templates of the number, by name and language, as the page of templates filters them. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/templates'
import type { SyncProgress, Template, TemplateFilter } from '@/api/templates'

import { makePagedList } from './pagedList'

const LOOK_EVERY = 1000
const LOOKS = 300

export const useTemplates = defineStore('templates', () => {
  const { clear: clearList, ...list } = makePagedList<Template, TemplateFilter>({}, api.fetchTemplates)
  const { filter, items, state, refresh } = list
  /** When Meta was last asked for all of them. */
  const syncedAt = ref<string | null>(null)
  const progress = ref<SyncProgress | null>(null)

  /** What the server tells of one: shown as it is now, in its place, unless the filter has no room for it. */
  function receive(template: Template): void {
    if (state.value !== 'ready') return
    const others = items.value.filter((one) => one.id !== template.id)
    items.value = isWanted(template, filter.value) ? [...others, template].sort(byName) : others
  }

  /** How it went; while many are fetched, `progress` tells how far it is. Throws when the server could not be asked. */
  async function sync(): Promise<SyncProgress> {
    try {
      progress.value = await api.syncTemplates()
      for (let look = 0; look < LOOKS && progress.value.state === 'running'; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
        progress.value = await api.fetchSync()
      }
      await refresh()
      return progress.value
    } finally {
      noteProgress()
    }
  }

  /** When the last one ended. Throws nothing: the page does without. */
  async function loadSync(): Promise<void> {
    try {
      progress.value = await api.fetchSync()
      noteProgress()
    } catch {
      // asked again when the page is opened anew
    }
  }

  function noteProgress(): void {
    if (progress.value?.state === 'done') syncedAt.value = progress.value.finished_at ?? syncedAt.value
  }

  async function remove(template: Template, allLanguages: boolean): Promise<void> {
    const { data } = await api.deleteTemplate(template.id, allLanguages)
    data.forEach(receive)
  }

  function clear(): void {
    clearList()
    filter.value = {}
    syncedAt.value = null
    progress.value = null
  }

  return { ...list, syncedAt, progress, receive, sync, loadSync, remove, clear }
})

/** As the server orders them. */
function byName(a: Template, b: Template): number {
  const key = (one: Template) => `${one.name} ${one.language}`
  return key(a) < key(b) ? -1 : 1
}

/** As the server filters them. */
export function isWanted(template: Template, filter: TemplateFilter): boolean {
  const q = (filter.q ?? '').toLowerCase().trim().split(/\s+/).join('_')
  const isStatus = filter.status ? template.status === filter.status : template.status !== 'DELETED'
  const isLanguage = !filter.language || template.language === filter.language
  const isCategory = !filter.category || template.category === filter.category
  return isStatus && isLanguage && isCategory && template.name.includes(q)
}

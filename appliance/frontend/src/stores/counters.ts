/** How many conversations each tab holds, as the server counts them: asked for once, then told when they change. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { fetchStats } from '@/api/conversations'
import type { Stats } from '@/api/types'

import type { Tab } from './conversationFilter'
import { useSession } from './session'

const PAUSE = 400

export const useCounters = defineStore('counters', () => {
  const stats = ref<Stats | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    stats.value = await fetchStats()
  }

  /** As the server tells. */
  function receive(told: Stats): void {
    stats.value = told
  }

  /** After what one did oneself: the numbers follow at once. Many times in a row cost one request. */
  function refreshSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      load().catch(() => undefined) // the old numbers stay until the server tells of others
    }, PAUSE)
  }

  function countOf(tab: Tab): number | null {
    if (!stats.value) return null
    if (tab === 'all') {
      const { bot, waiting, open, closed } = stats.value
      return bot + waiting + open + closed
    }
    if (tab === 'queue') return countOfMine(stats.value)
    return stats.value[tab]
  }

  /** In the queues where one works. */
  function countOfMine({ queues }: Stats): number | null {
    if (!queues) return null
    return [...useSession().queueIds].reduce((sum, id) => sum + (queues[id] ?? 0), 0)
  }

  function clear(): void {
    clearTimeout(timer)
    timer = undefined
    stats.value = null
  }

  return { stats, load, receive, refreshSoon, countOf, clear }
})

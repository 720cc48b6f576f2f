/** The same done to several conversations, one after the other: how far it is, and at the end what did not work and why. */
import { computed, ref } from 'vue'

import { ApiError } from '@/api/http'
import type { Id } from '@/api/types'
import { t, textIfKnown } from '@/i18n'
import { transferProblem } from '@/features/thread/useTransfer'
import { useCounters } from '@/stores/counters'
import { useNotices } from '@/stores/notices'

export type BulkKind = 'taken' | 'transferred' | 'closed' | 'read' | 'labelled' | 'prioritised' | 'snoozed' | 'back'

export function useBulk() {
  const counters = useCounters()
  const notices = useNotices()
  const progress = ref<{ done: number; total: number } | null>(null)
  let isStopped = false

  /** Returns those with which it did not work. Throws nothing. */
  async function run(kind: BulkKind, ids: Id[], action: (id: Id) => Promise<unknown>): Promise<Id[]> {
    isStopped = false
    progress.value = { done: 0, total: ids.length }
    const problems = new Map<Id, string>()
    for (const [at, id] of ids.entries()) {
      if (isStopped) break
      try {
        await action(id)
      } catch (error) {
        problems.set(id, problemOf(error))
        if (isHopeless(error)) isStopped = true
      }
      progress.value = { done: at + 1, total: ids.length }
    }
    const { done } = progress.value
    progress.value = null
    counters.refreshSoon()
    notices.show(problems.size > 0 ? 'error' : 'success', resultLine(kind, done - problems.size, [...problems.values()], ids.length - done))
    return ids.filter((id, at) => at >= done || problems.has(id))
  }

  const stop = () => (isStopped = true)

  return { run, stop, progress, isBusy: computed(() => progress.value !== null) }
}

/** `12 encerradas. 1 não: a conversa é de outra pessoa.` */
export function resultLine(kind: BulkKind, count: number, problems: string[], left: number): string {
  const byReason = new Map<string, number>()
  for (const one of problems) byReason.set(one, (byReason.get(one) ?? 0) + 1)
  return [
    t(`bulk.done.${kind}`, { count }),
    ...[...byReason].map(([reason, times]) => t('bulk.not', { count: times, reason })),
    ...(left > 0 ? [t('bulk.left', { count: left })] : []),
  ].join(' ')
}

const problemOf = (error: unknown) => (error instanceof ApiError && textIfKnown(`bulk.problem.${error.code}`)) || transferProblem(error)

/** The next one would fail for the same reason. */
const isHopeless = (error: unknown) => error instanceof ApiError && [0, 401, 429].includes(error.status)

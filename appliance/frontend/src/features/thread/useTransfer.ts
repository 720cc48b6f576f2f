/** Sends a conversation elsewhere, and says in words why it would not go. */
import { ref } from 'vue'

import type { TransferTo } from '@/api/conversations'
import { ApiError } from '@/api/http'
import type { Id } from '@/api/types'
import { errorText } from '@/format/failure'
import { t, textIfKnown } from '@/i18n'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { useNotices } from '@/stores/notices'

export function useTransfer(id: () => Id) {
  const conversations = useConversations()
  const counters = useCounters()
  const notices = useNotices()
  const isBusy = ref(false)
  const failure = ref('')

  /** Whether it went; if not, `failure` says why. */
  async function send(to: TransferTo, name: string): Promise<boolean> {
    const sent = id()
    isBusy.value = true
    failure.value = ''
    try {
      await conversations.transfer(sent, to)
      notices.succeed(t('transfer.done', { name }))
      counters.refreshSoon()
      return true
    } catch (error) {
      failure.value = transferProblem(error)
      if (error instanceof ApiError && error.status === 409) conversations.fetch(sent).catch(() => undefined) // the sentence stands
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { send, isBusy, failure }
}

/** Some codes mean something else here than they do elsewhere. */
export function transferProblem(error: unknown): string {
  const known = error instanceof ApiError && textIfKnown(`transfer.problem.${error.code}`, { name: String(error.details['name'] ?? '') })
  return known || errorText(error)
}

/** The menu of canned answers above the field of a conversation. */
import type { Ref, WritableComputedRef } from 'vue'

import type { CannedAnswer } from '@/api/cannedAnswers'
import type { Conversation } from '@/api/types'
import { useTriggerMenu } from '@/features/composer/useTriggerMenu'
import { useCannedAnswers } from '@/stores/cannedAnswers'
import { useQueues } from '@/stores/queues'
import { useSession } from '@/stores/session'

import { matchingAnswers, usable } from './matching'
import { fill, unfilledIn, valuesOf } from './variables'

export function useSlashMenu(conversation: () => Conversation, field: Readonly<Ref<HTMLTextAreaElement | null>>, text: WritableComputedRef<string>) {
  const answers = useCannedAnswers()
  const queues = useQueues()
  const session = useSession()

  const preview = ({ content }: CannedAnswer): string => {
    const queue = queues.find(conversation().queue_id)?.name
    return fill(content, valuesOf(conversation(), session.user?.name ?? '', queue, session.tenant?.locale ?? 'pt-BR', new Date()))
  }

  const menu = useTriggerMenu<CannedAnswer>({
    sign: '/',
    field,
    text,
    find: (typed) => matchingAnswers(usable(answers.all, conversation().queue_id, session.queueIds), typed, conversation().queue_id),
    insert: preview,
    opens: () => void answers.freshen(),
    inserted: selectUnfilled,
  })

  /** What nobody could fill in is chosen, so that one types over it. */
  function selectUnfilled(from = 0): void {
    const area = field.value
    const [first] = unfilledIn(area?.value ?? '').filter((one) => one.start >= from)
    if (!area || !first) return
    area.focus()
    area.setSelectionRange(first.start, first.end)
  }

  return { menu, preview, selectUnfilled }
}

/** The menu of canned answers above the field of a conversation. */
import type { Ref, WritableComputedRef } from 'vue'

import type { CannedAnswer } from '@/api/cannedAnswers'
import type { Conversation } from '@/api/types'
import { useTriggerMenu } from '@/features/composer/useTriggerMenu'
import { useCannedAnswers } from '@/stores/cannedAnswers'
import { useContactDetails } from '@/stores/contactDetails'
import { useQueues } from '@/stores/queues'
import { useSession } from '@/stores/session'

import { matchingAnswers, usable } from './matching'
import { fill, unfilledIn, valuesOf } from './variables'

/** Variables that only what is noted down of the contact fills in. */
const NOTED = /\{\{\s*(campo\.|cliente\.email)/

export function useSlashMenu(conversation: () => Conversation, field: Readonly<Ref<HTMLTextAreaElement | null>>, text: WritableComputedRef<string>) {
  const answers = useCannedAnswers()
  const details = useContactDetails()
  const queues = useQueues()
  const session = useSession()

  const preview = ({ content }: CannedAnswer): string => {
    const queue = queues.find(conversation().queue_id)?.name
    return fill(content, valuesOf(conversation(), session.user?.name ?? '', queue, session.tenant?.locale ?? 'pt-BR', new Date(), details.textsOf(conversation().contact.id)))
  }

  const menu = useTriggerMenu<CannedAnswer>({
    sign: '/',
    field,
    text,
    find: (typed) => matchingAnswers(usable(answers.all, conversation().queue_id), typed, conversation().queue_id),
    insert: preview,
    opens: () => {
      void answers.freshen()
      if (answers.all.some(({ content }) => NOTED.test(content))) details.load(conversation().contact.id).catch(() => undefined) // then they stay unfilled, and are seen
    },
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

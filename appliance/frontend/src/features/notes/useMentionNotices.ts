/** A new note that names me is told, unless it is before my eyes. */
import { watch, type Ref } from 'vue'

import type { Id } from '@/api/types'
import { contactName } from '@/format/contact'
import { t } from '@/i18n'
import { useAnnouncer } from '@/stores/announcer'
import { useMentions } from '@/stores/mentions'
import { useNotices } from '@/stores/notices'

export function useMentionNotices(openId: Ref<Id | null>): void {
  const announcer = useAnnouncer()
  const mentions = useMentions()
  const notices = useNotices()
  let known = mentions.state === 'ready' ? (mentions.items[0]?.id ?? 0) : null

  watch(
    () => mentions.items,
    ([newest]) => {
      const isNews = known !== null && newest !== undefined && newest.id > known && newest.seen_at === null
      known = newest?.id ?? 0
      if (!isNews || newest.conversation_id === openId.value) return
      const text = t('notes.mentioned', { author: newest.author.name, name: contactName(newest.contact) })
      announcer.say(text)
      notices.succeed(text)
    },
  )
}

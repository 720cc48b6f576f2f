import type { Conversation, Id } from '@/api/types'
import { t, textIfKnown } from '@/i18n'
import type { Tab } from '@/stores/conversationFilter'

/** Why a person is needed, in words; undefined when nobody is. */
export function attentionText(conversation: Conversation): string | undefined {
  if (!conversation.needs_human_attention) return undefined
  return textIfKnown(`attention.${conversation.attention_reason}`) ?? t('attention.other')
}

/**
 * In which tab one finds those who need a person, and how many there. The server tells how many there are in all;
 * where one is, only its conversation says: the ones that this page does not know are at least among all.
 */
export function attentionByTab(known: Iterable<Conversation>, total: number, myId: Id | null): Map<Tab, number> {
  const byTab = new Map<Tab, number>()
  const place = (tab: Tab, count: number) => byTab.set(tab, (byTab.get(tab) ?? 0) + count)
  let left = total
  for (const one of known) {
    if (!one.needs_human_attention || left === 0) continue
    place(tabOf(one, myId), 1)
    left -= 1
  }
  if (left > 0) place('all', left)
  return byTab
}

/** The narrowest: a colleague's conversation has none but the one of all. */
function tabOf({ status, assigned_user_id }: Conversation, myId: Id | null): Tab {
  if (status !== 'open') return status
  return assigned_user_id === myId ? 'mine' : 'all'
}

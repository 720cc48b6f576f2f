import type { Conversation } from '@/api/types'
import { t, textIfKnown } from '@/i18n'

/** Why a person is needed, in words; undefined when nobody is. */
export function attentionText(conversation: Conversation): string | undefined {
  if (!conversation.needs_human_attention) return undefined
  return textIfKnown(`attention.${conversation.attention_reason}`) ?? t('attention.other')
}

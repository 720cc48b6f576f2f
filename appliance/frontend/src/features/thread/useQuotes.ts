/** Who wrote a message, and what an answer quotes: also of what is not loaded. */
import { computed } from 'vue'

import type { Id, Message } from '@/api/types'
import { contactName } from '@/format/contact'
import { t } from '@/i18n'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { usePeople } from '@/stores/people'
import { useSession } from '@/stores/session'

import { isEcho } from './kinds/marks'
import { quoteOf } from './quotes'
import type { Quote, ShownMessage } from './rows'

export function useQuotes(conversationId: () => Id) {
  const conversations = useConversations()
  const messages = useMessages()
  const people = usePeople()
  const session = useSession()

  const customer = computed(() => {
    const contact = conversations.find(conversationId())?.contact
    return contact ? contactName(contact) : t('contact.unnamed')
  })

  /** '' for oneself. */
  function author(message: ShownMessage): string {
    if (message.sender_type === 'bot') return t('thread.bot')
    if (message.sender_type === 'system') return t('thread.automatic')
    if (isEcho(message)) return t('mark.fromPhone')
    if (message.sender_user_id === session.user?.id) return ''
    return people.nameOf(message.sender_user_id) ?? t('thread.attendant')
  }

  const byId = computed(() => new Map(messages.threadOf(conversationId())?.messages.map((one) => [one.id, one])))

  /** Null while it is not known; it is asked for. */
  function quote(messageId: Id | null | undefined): Quote | null {
    if (!messageId) return null
    const quoted: Message | undefined = byId.value.get(messageId) ?? messages.quoted(messageId)
    return quoted ? quoteOf(quoted, quotedAuthor(quoted)) : null
  }

  function quotedAuthor(message: ShownMessage): string {
    return message.sender_type === 'customer' ? customer.value : author(message) || t('inbox.you')
  }

  return { customer, author, quote, byId }
}

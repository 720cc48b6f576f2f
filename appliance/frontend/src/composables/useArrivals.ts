/** A customer wrote: tell the person, if it is theirs to know. */
import type { Ref } from 'vue'

import type { Conversation, Id } from '@/api/types'
import { messagePreview } from '@/features/thread/preview'
import { contactName } from '@/format/contact'
import { t } from '@/i18n'
import type { MessageEvent } from '@/realtime/events'
import { useAnnouncer } from '@/stores/announcer'
import { useNotices } from '@/stores/notices'
import { usePreferences } from '@/stores/preferences'
import { useSession } from '@/stores/session'

export function useArrivals(openId: Ref<Id | null>, openConversation: (id: Id) => void) {
  const announcer = useAnnouncer()
  const notices = useNotices()
  const preferences = usePreferences()
  const session = useSession()

  const isMineToKnow = (conversation: Conversation) =>
    conversation.status === 'waiting' || conversation.assigned_user_id === session.user?.id

  function arrived({ message, conversation }: MessageEvent): void {
    if (!conversation || message.sender_type !== 'customer') return
    const isOnScreen = conversation.id === openId.value
    if (!isOnScreen && !isMineToKnow(conversation)) return
    const name = contactName(conversation.contact)
    const text = messagePreview(message)
    announcer.say(t('thread.announce', { name, text }))
    if (isMineToKnow(conversation) && (document.hidden || !isOnScreen)) notify(conversation.id, name, text)
  }

  /** A colleague gave it to me. */
  function handedToMe({ id, contact }: Conversation): void {
    const text = t('teams.handedToYou', { name: contactName(contact) })
    announcer.say(text)
    if (id !== openId.value) notices.succeed(text)
    notify(id, contactName(contact), t('attention.transferred'))
  }

  /** The queue asks me to take it. */
  const offeredToMe = ({ id, contact }: Conversation) => notify(id, contactName(contact), t('offer.title'))

  function notify(id: Id, name: string, body: string): void {
    if (!preferences.wantsNotifications || !('Notification' in window)) return
    if (Notification.permission !== 'granted' || !document.hidden) return
    const notification = new Notification(name, { body, tag: `conversation-${id}`, icon: '/favicon.svg' })
    notification.onclick = () => {
      window.focus()
      openConversation(id)
      notification.close()
    }
  }

  return { arrived, handedToMe, offeredToMe }
}

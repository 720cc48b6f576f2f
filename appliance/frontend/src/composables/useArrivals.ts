/** Something happened: tell the person, if it is theirs to know and as they chose. */
import type { Ref } from 'vue'

import type { NotifiedEvent } from '@/api/notifications'
import type { Conversation, Id } from '@/api/types'
import { messagePreview } from '@/features/thread/preview'
import { contactName } from '@/format/contact'
import { t, textIfKnown } from '@/i18n'
import type { MessageEvent } from '@/realtime/events'
import { useAnnouncer } from '@/stores/announcer'
import { useConversations } from '@/stores/conversations'
import { useDrafts } from '@/stores/drafts'
import { useNotices } from '@/stores/notices'
import { useNotifications } from '@/stores/notifications'
import { usePeople } from '@/stores/people'
import { useQueues } from '@/stores/queues'
import { useSession } from '@/stores/session'

/** What has waited for longer is no news. */
const FRESH = 120_000

export function useArrivals(openId: Ref<Id | null>) {
  const announcer = useAnnouncer()
  const conversations = useConversations()
  const drafts = useDrafts()
  const notices = useNotices()
  const notifications = useNotifications()
  const people = usePeople()
  const queues = useQueues()
  const session = useSession()

  notifications.load().catch(() => undefined) // then all stays silent

  const isMine = (one: Conversation) => one.status === 'open' && one.assigned_user_id === session.user?.id

  function arrived({ message, conversation }: MessageEvent): void {
    if (!conversation || message.sender_type !== 'customer') return
    const isOnScreen = conversation.id === openId.value
    if (!isOnScreen && !isMine(conversation) && conversation.status !== 'waiting') return
    const text = messagePreview(message)
    announcer.say(t('thread.announce', { name: contactName(conversation.contact), text }))
    if (isMine(conversation)) tell('message', conversation, text)
  }

  /** A conversation is not as it was: it may be mine now, or wait, or be about to be late. */
  function changed(now: Conversation, before: Conversation | undefined): void {
    const reason = now.needs_human_attention ? now.attention_reason : null
    if (isMine(now)) {
      if (reason?.startsWith('sla_') && reason !== before?.attention_reason) tell('sla', now, textIfKnown(`attention.${reason}`) ?? '')
      if (before?.assigned_user_id !== now.assigned_user_id) {
        if (reason === 'transferred') handedToMe(now)
        if (reason === 'assigned') tell('transferred', now, t('attention.assigned'))
      }
    } else if (isTakenFromMe(now, before)) takenFromMe(now)
    else if (isNewInMyQueues(now, before)) tell('waiting', now, t('notify.waiting'))
  }

  /** As to whoever was given it, perhaps by me; who took it knows. */
  const isNewTo = (one: Conversation) => one.needs_human_attention && ['transferred', 'assigned'].includes(one.attention_reason ?? '')

  const isTakenFromMe = (now: Conversation, before: Conversation | undefined) =>
    before !== undefined && isMine(before) && now.id === openId.value && now.status === 'open' && !isNewTo(now)

  /** One can no longer write where one was writing. */
  function takenFromMe({ id, assigned_user_id }: Conversation): void {
    const name = people.nameOf(assigned_user_id)
    const taken = name ? t('teams.takenOver', { name }) : t('teams.takenOverBySomeone')
    const text = drafts.textOf(id).trim() ? `${taken} ${t('teams.draftKept')}` : taken
    announcer.say(text)
    notices.show('info', text)
  }

  function handedToMe(conversation: Conversation): void {
    const text = t('teams.handedToYou', { name: contactName(conversation.contact) })
    announcer.say(text)
    if (conversation.id !== openId.value) notices.succeed(text)
    tell('transferred', conversation, t('attention.transferred'))
  }

  /** Where conversations are offered, the offer tells whom it concerns. */
  function isNewInMyQueues(now: Conversation, before: Conversation | undefined): boolean {
    if (now.status !== 'waiting' || !now.queued_at || now.queued_at === before?.queued_at) return false
    const { queue_id: queue } = now
    const isGivenOut = (queues.find(queue)?.routing ?? 'manual') !== 'manual'
    return !isGivenOut && (queue === null || session.queueIds.has(queue)) && Date.now() - Date.parse(now.queued_at) < FRESH
  }

  /** The queue asks me to take it. */
  const offeredToMe = (conversation: Conversation) => tell('offer', conversation, t('offer.title'))

  function mentioned(id: Id): void {
    const known = conversations.find(id)
    tell('mention', known ?? { id }, t('notify.mention'))
  }

  /** Nothing of what I am looking at. */
  function tell(event: NotifiedEvent, about: Pick<Conversation, 'id'> & Partial<Conversation>, body: string): void {
    if (about.id === openId.value && !document.hidden) return
    const chosen = notifications.wanted(event)
    if (!chosen || !(chosen.sound || (chosen.notice && document.hidden))) return
    const title = about.contact ? contactName(about.contact) : (session.tenant?.name ?? t('app.name'))
    void import('@/features/notifications/alert').then(({ alert }) => alert({ event, id: about.id, title, body, chosen }))
  }

  return { arrived, changed, offeredToMe, mentioned }
}

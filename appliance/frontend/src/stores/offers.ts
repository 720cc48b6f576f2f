/** The conversations that I am asked to take, the first to run out first. */
import { defineStore } from 'pinia'
import { computed } from 'vue'

import { declineOffer, fetchOffers } from '@/api/routing'
import type { Conversation, Id } from '@/api/types'

import { useConversations } from './conversations'
import { useSession } from './session'

export const useOffers = defineStore('offers', () => {
  const conversations = useConversations()
  const session = useSession()

  /** Those whose time is up included: who shows them knows what time it is. */
  const mine = computed(() =>
    [...conversations.byId.values()]
      .filter((one) => one.status === 'waiting' && !!one.offer_expires_at && one.offered_to_id === session.user?.id)
      .sort((a, b) => (a.offer_expires_at ?? '').localeCompare(b.offer_expires_at ?? '')),
  )

  /** Those made while nobody listened. */
  async function load(): Promise<void> {
    if (!session.may('conversation.write')) return // nothing is offered to who may not answer
    const asked = conversations.asking()
    conversations.keepAll((await fetchOffers()).data, asked)
  }

  async function decline(id: Id): Promise<Conversation> {
    return conversations.keep(await declineOffer(id))
  }

  return { mine, load, decline }
})

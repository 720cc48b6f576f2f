/** What I want to be told of; mine in every browser. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/notifications'
import type { EventChoice, NotificationChoices, NotifiedEvent, PushBrowser } from '@/api/notifications'

import { useSession } from './session'

export const useNotifications = defineStore('notifications', () => {
  const session = useSession()
  const choices = shallowRef<NotificationChoices | null>(null)
  const browsers = ref<PushBrowser[]>([])

  /** Throws ApiError. */
  async function load(): Promise<void> {
    const found = await api.fetchNotifications()
    choices.value = found.choices
    browsers.value = found.browsers
  }

  /** How to tell of it now; null: not at all, as while one is away, or before it is known. */
  function wanted(event: NotifiedEvent): EventChoice | null {
    const known = choices.value
    const isAway = (session.user?.availability ?? 'online') !== 'online'
    return known && !(known.quiet_when_away && isAway) ? known.events[event] : null
  }

  /** Shown at once; as it was, if the server refuses. Throws ApiError. */
  async function change(next: NotificationChoices): Promise<void> {
    const before = choices.value
    choices.value = next
    try {
      choices.value = await api.changeChoices(next)
    } catch (error) {
      choices.value = before
      throw error
    }
  }

  const changeEvent = (event: NotifiedEvent, chosen: Partial<EventChoice>) =>
    choices.value && change({ ...choices.value, events: { ...choices.value.events, [event]: { ...choices.value.events[event], ...chosen } } })

  function clear(): void {
    choices.value = null
    browsers.value = []
  }

  return { choices, browsers, load, wanted, change, changeEvent, clear }
})

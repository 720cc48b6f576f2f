/** Telling of one event: by a sound, and on the desktop while the page is out of sight. */
import type { EventChoice, NotifiedEvent } from '@/api/notifications'
import type { Id } from '@/api/types'
import { usePreferences } from '@/stores/preferences'

import { play } from './tones'

export interface Alert {
  event: NotifiedEvent
  id: Id
  title: string
  body: string
  chosen: EventChoice
}

/** Several windows hear of the same at nearly the same time: one of them sounds. */
const TOGETHER = 1_500
const OUR_ICON = '/apple-touch-icon.png'

export async function alert({ event, id, title, body, chosen }: Alert): Promise<void> {
  if (chosen.notice && document.hidden) await show(title, body, { event, id })
  if (chosen.sound) await once(`${event}-${id}`, () => play(chosen.tone))
}

/** As the service worker shows what is pushed (sw/notice.ts): the same tag, so that neither is shown twice. */
async function show(title: string, body: string, { event, id }: Pick<Alert, 'event' | 'id'>): Promise<void> {
  if (!usePreferences().wantsNotifications || !('Notification' in window) || Notification.permission !== 'granted') return
  const icon = document.querySelector<HTMLMetaElement>('meta[name=brand-icon]')?.content ?? OUR_ICON
  const options = { body, icon, tag: `conversation-${id}`, data: { event, conversation_id: id, at: Date.now() } }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) return worker.showNotification(title, options)
  const notification = new Notification(title, options)
  notification.onclick = () => {
    window.focus()
    window.dispatchEvent(new CustomEvent('guiche-open', { detail: `/inbox/${id}` }))
    notification.close()
  }
}

async function once(name: string, act: () => Promise<unknown>): Promise<void> {
  if (!navigator.locks) return void (await act()) // as on pages without HTTPS
  await navigator.locks.request(`notify-${name}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return
    await act()
    await new Promise((resolve) => setTimeout(resolve, TOGETHER))
  })
}

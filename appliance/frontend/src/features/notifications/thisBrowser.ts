/** Whether this browser tells of anything, and how it comes to. */
import { addBrowser, fetchPushKey, type PushBrowser } from '@/api/notifications'
import type { Id } from '@/api/types'
import { readStored, writeStored } from '@/stores/stored'

import { isInstalled } from './installing'

/** unsupported, apple (only once it is on the home screen), denied, default (never asked) or granted. */
export type Standing = 'unsupported' | 'apple' | NotificationPermission

const PUSHED = 'push'

export function standing(): Standing {
  if ('Notification' in window) return Notification.permission
  return isApplePhone() && !isInstalled() ? 'apple' : 'unsupported'
}

/** An iPad calls itself a Mac; no Mac has a touch screen. */
function isApplePhone(): boolean {
  const { userAgent, maxTouchPoints } = navigator
  return /iPhone|iPad/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
}

/** So that this browser is told while nothing is open. Null where it cannot be: no push service. Throws ApiError. */
export async function subscribe(userId: Id): Promise<PushBrowser | null> {
  const registration = await navigator.serviceWorker?.getRegistration()
  if (!registration || !('pushManager' in registration)) return null
  const { public_key } = await fetchPushKey()
  const subscription = await subscriptionFor(registration.pushManager, fromBase64Url(public_key)).catch(whyNot)
  if (!subscription) return null
  const browser = await addBrowser(subscription.toJSON())
  writeStored(PUSHED, String(userId))
  return browser
}

/** Told no more, whoever is signed in. */
export async function unsubscribe(): Promise<void> {
  writeStored(PUSHED, '')
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
}

/** A sign-in is new, or the key is: whoever asked for it here is told on. Throws nothing. */
export async function renew(userId: Id): Promise<void> {
  if (readStored(PUSHED) !== String(userId) || standing() !== 'granted') return
  await subscribe(userId).catch(() => undefined)
}

/** Which of the browsers in the list is this one: by the digest of its address. */
export async function ownDigest(): Promise<string | null> {
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  if (!subscription) return null
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subscription.endpoint))
  return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, '0')).join('')
}

/** One that was made for another key is of no use to us. */
async function subscriptionFor(manager: PushManager, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  const known = await manager.getSubscription()
  if (known && isSame(known.options.applicationServerKey, key)) return known
  await known?.unsubscribe()
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

/** The browser's own refusal, as where its push service cannot be reached; anything else is a mistake of ours. */
function whyNot(error: unknown): null {
  if (error instanceof DOMException) return null
  throw error
}

function isSame(given: ArrayBuffer | null, key: Uint8Array): boolean {
  const found = new Uint8Array(given ?? new ArrayBuffer(0))
  return found.length === key.length && found.every((one, index) => one === key[index])
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(raw, (one) => one.charCodeAt(0))
}

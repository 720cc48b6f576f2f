/** The service worker: the shell while offline, what is pushed, and where a click on it leads. Built to /sw.js. */
import { noticeOf, pageOf, readPush } from './notice'
import { handlingOf, Shell } from './shell'

declare const self: ServiceWorkerGlobalScope
/** Written by the build (vite.config.ts). */
declare const __SHELL_FILES__: string[]
declare const __SHELL_VERSION__: string

const shell = new Shell(__SHELL_VERSION__, __SHELL_FILES__, self.caches, (request, init) => self.fetch(request, init))

self.addEventListener('install', (event) => event.waitUntil(shell.keep()))

self.addEventListener('activate', (event) =>
  event.waitUntil(shell.forgetOthers().then(() => self.clients.claim())),
)

self.addEventListener('fetch', (event) => {
  const handling = handlingOf(event.request, self.location.origin)
  if (handling === 'page') event.respondWith(shell.page(event.request))
  if (handling === 'kept') event.respondWith(shell.file(event.request))
})

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})

self.addEventListener('push', (event) => event.waitUntil(show(event.data?.text() ?? '')))

async function show(text: string): Promise<void> {
  const push = readPush(text)
  if (!push) return
  const { title, options } = noticeOf(push, Date.now(), await self.registration.getNotifications({ tag: push.tag }))
  await self.registration.showNotification(title, options)
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(pageOf(event.notification.data)))
})

/** In a window there is, without loading it anew; else in one of its own. */
async function open(page: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const chosen = windows.find((one) => one.focused) ?? windows.find((one) => one.visibilityState === 'visible') ?? windows[0]
  if (!chosen) return void (await self.clients.openWindow(page))
  chosen.postMessage({ open: page })
  await chosen.focus().catch(() => undefined) // some browsers open no window without a gesture of their own
}

import '@fontsource-variable/source-sans-3/wght.css'
import './style.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { listenForInstalling } from './features/notifications/installing'
import { createAppRouter } from './router'
import { clearable } from './stores/forgetting'
import { usePreferences } from './stores/preferences'
import { useSession } from './stores/session'

listenForInstalling()
const router = createAppRouter()
const app = createApp(App, { start, router })
app.use(createPinia().use(clearable))
app.mount('#app')

// most come to the inbox: it is fetched while we ask who they are; should that fail, the router tries again and says so
if (/^\/(inbox|$)/.test(location.pathname)) Promise.all([import('./views/SignedInView.vue'), import('./views/InboxView.vue')]).catch(() => undefined)

/** Who is asking decides the first page, so that is asked before the router runs. */
async function start(): Promise<void> {
  const session = useSession()
  const preferences = usePreferences()
  await session.load()
  await preferences.applyLocale(session.user?.locale, session.tenant?.locale, document.documentElement.lang)
  app.use(router)
  await router.isReady()
}

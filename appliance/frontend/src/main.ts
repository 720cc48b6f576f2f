import '@fontsource-variable/source-sans-3/wght.css'
import './style.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { createAppRouter } from './router'
import { usePreferences } from './stores/preferences'
import { useSession } from './stores/session'

const router = createAppRouter()
const app = createApp(App, { start, router })
app.use(createPinia())
app.mount('#app')

/** Who is asking decides the first page, so that is asked before the router runs. */
async function start(): Promise<void> {
  const session = useSession()
  const preferences = usePreferences()
  await session.load()
  await preferences.applyLocale(session.user?.locale, session.tenant?.locale, document.documentElement.lang)
  app.use(router)
  await router.isReady()
}

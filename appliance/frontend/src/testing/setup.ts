import { enableAutoUnmount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, vi } from 'vitest'
import { createApp } from 'vue'

import { setCsrfToken } from '@/api/http'
import { setTimeZone } from '@/format/time'
import { setLocale, withTexts } from '@/i18n'
import { clearable } from '@/stores/forgetting'

enableAutoUnmount(afterEach)

beforeEach(async () => {
  createApp({}).use(createPinia().use(clearable)) // installed, or its plugins would not be heard
  localStorage.clear()
  document.body.replaceChildren()
  setCsrfToken('')
  setTimeZone('America/Sao_Paulo')
  await setLocale('pt-BR')
  await withTexts(() => Promise.resolve())()
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

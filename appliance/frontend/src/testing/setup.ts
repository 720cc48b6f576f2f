import { enableAutoUnmount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, vi } from 'vitest'

import { setCsrfToken } from '@/api/http'
import { setTimeZone } from '@/format/time'
import { setLocale } from '@/i18n'

enableAutoUnmount(afterEach)

beforeEach(async () => {
  setActivePinia(createPinia())
  localStorage.clear()
  document.body.replaceChildren()
  setCsrfToken('')
  setTimeZone('America/Sao_Paulo')
  await setLocale('pt-BR')
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

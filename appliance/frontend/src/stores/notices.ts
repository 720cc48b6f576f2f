/** Short messages at the edge of the screen. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import { errorText } from '@/format/failure'

export interface Notice {
  id: number
  /** `info`: not of what one did oneself, so there is time to look up. */
  kind: 'error' | 'success' | 'info'
  text: string
}

const LIFETIME = { error: 9000, success: 4000, info: 9000 }

export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  let nextId = 1

  /** The same text is not piled up: it is shown again, once. */
  function show(kind: Notice['kind'], text: string): void {
    const id = nextId++
    notices.value = [...notices.value.filter((one) => one.text !== text), { id, kind, text }]
    setTimeout(() => dismiss(id), LIFETIME[kind])
  }

  const fail = (error: unknown) => show('error', errorText(error))
  const succeed = (text: string) => show('success', text)

  function dismiss(id: number): void {
    notices.value = notices.value.filter((one) => one.id !== id)
  }

  const clear = () => (notices.value = [])

  return { notices, show, fail, succeed, dismiss, clear }
})

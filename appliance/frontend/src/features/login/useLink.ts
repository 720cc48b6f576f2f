/** Whom a link from an e-mail is for: asked once, when its page opens. */
import { ref } from 'vue'

import type { LinkOwner } from '@/api/auth'
import { ApiError } from '@/api/http'
import { errorText } from '@/format/failure'

export function useLink(ask: () => Promise<LinkOwner>) {
  const owner = ref<LinkOwner | null>(null)
  const isGone = ref(false)
  const failure = ref('')

  async function look(): Promise<void> {
    failure.value = ''
    try {
      owner.value = await ask()
    } catch (error) {
      isGone.value = isGoneError(error)
      if (!isGone.value) failure.value = errorText(error)
    }
  }

  /** Also while one chose the password, somebody else may have followed the link. */
  async function follow(way: () => Promise<unknown>): Promise<void> {
    try {
      await way()
    } catch (error) {
      isGone.value = isGoneError(error)
      if (!isGone.value) throw error
    }
  }

  return { owner, isGone, failure, look, follow }
}

const isGoneError = (error: unknown) => error instanceof ApiError && (error.status === 410 || error.status === 404)

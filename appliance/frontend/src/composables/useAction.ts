/** Runs what a button does: once at a time, and says so when it fails. */
import { ref } from 'vue'

import { useNotices } from '@/stores/notices'

export function useAction<Args extends unknown[]>(action: (...args: Args) => Promise<unknown>) {
  const notices = useNotices()
  const isBusy = ref(false)

  async function run(...args: Args): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    try {
      await action(...args)
    } catch (error) {
      notices.fail(error)
    } finally {
      isBusy.value = false
    }
  }

  return { run, isBusy }
}

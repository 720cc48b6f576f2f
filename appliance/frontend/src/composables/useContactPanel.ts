/** The panel beside the thread: remembered where there is room for it, opened for a look where it covers the thread.
 *
 * There it is a step of its own in the browser's history, so that going back closes it.
 */
import { computed, onScopeDispose, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { usePreferences } from '@/stores/preferences'

const BESIDE = '(min-width: 80rem)'
const CONTACT = '#contact'

export function useContactPanel() {
  const preferences = usePreferences()
  const route = useRoute()
  const router = useRouter()
  const media = matchMedia(BESIDE)
  const fitsBeside = ref(media.matches)

  const onChange = () => (fitsBeside.value = media.matches)
  media.addEventListener('change', onChange)
  onScopeDispose(() => media.removeEventListener('change', onChange))

  function cover(next: boolean): void {
    if (next === (route.hash === CONTACT)) return
    const { params, query } = route
    const thread = { name: 'inbox', params, query }
    if (next) void router.push({ ...thread, hash: CONTACT })
    else if (router.options.history.state['back'] === router.resolve(thread).fullPath) router.back()
    else void router.replace(thread)
  }

  return computed({
    get: () => (fitsBeside.value ? preferences.isContactOpen : route.hash === CONTACT),
    set: (next) => {
      if (fitsBeside.value) preferences.isContactOpen = next
      else cover(next)
    },
  })
}

/** The panel beside the thread: remembered where there is room for it, opened for a look where it covers the thread. */
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

import type { Id } from '@/api/types'
import { usePreferences } from '@/stores/preferences'

const BESIDE = '(min-width: 80rem)'

export function useContactPanel(openId: Ref<Id | null>) {
  const preferences = usePreferences()
  const media = matchMedia(BESIDE)
  const fitsBeside = ref(media.matches)
  const isOver = ref(false)

  const onChange = () => (fitsBeside.value = media.matches)
  media.addEventListener('change', onChange)
  onScopeDispose(() => media.removeEventListener('change', onChange))
  watch(openId, () => (isOver.value = false))

  return computed({
    get: () => (fitsBeside.value ? preferences.isContactOpen : isOver.value),
    set: (next) => {
      if (fitsBeside.value) preferences.isContactOpen = next
      else isOver.value = next
    },
  })
}

/** What was written is given up only by who says so: asked here before it goes, by the browser before its tab does. */
import { inject, nextTick, onBeforeUnmount, ref } from 'vue'
import { routerKey } from 'vue-router'

import { useSession } from '@/stores/session'

/** @param holdsPage whether another page is not shown either before that is answered. */
export function useDiscarding(isUnsaved: () => boolean, holdsPage: () => boolean) {
  const session = useSession()
  const isAsking = ref(false)
  let settle: (isDiscarded: boolean) => void = () => undefined
  let focused: Element | null = null

  /** Whether it may go. */
  function ask(): Promise<boolean> {
    settle(false)
    if (!isAsking.value) focused = document.activeElement
    isAsking.value = true
    return new Promise((resolve) => (settle = resolve))
  }

  async function answer(isDiscarded: boolean): Promise<void> {
    isAsking.value = false
    settle(isDiscarded)
    await nextTick()
    if (!isDiscarded && focused instanceof HTMLElement) focused.focus()
  }

  function warn(event: BeforeUnloadEvent): void {
    if (isUnsaved()) event.preventDefault()
  }
  window.addEventListener('beforeunload', warn)
  // who signed out, or was, is not asked
  const removeGuard = inject(routerKey, null)?.beforeEach((to, from) => to.path === from.path || !session.session || !holdsPage() || !isUnsaved() || ask())
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', warn)
    removeGuard?.()
    settle(true)
  })

  return { isAsking, ask, answer }
}

/** What the browser's tab says: the page, and at whose help desk. */
import { watchEffect } from 'vue'

import { useSession } from '@/stores/session'

export function usePageTitle(title: () => string): void {
  const session = useSession()

  watchEffect(() => {
    document.title = [title(), session.tenant?.name].filter(Boolean).join(' · ')
  })
}

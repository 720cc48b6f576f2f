/** The company's name before anybody signed in: the server writes it into the page it serves. */
import { computed, type ComputedRef } from 'vue'

import { t } from '@/i18n'

export function useBrand(): { name: ComputedRef<string> } {
  const written = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content
  return { name: computed(() => written || t('app.name')) }
}

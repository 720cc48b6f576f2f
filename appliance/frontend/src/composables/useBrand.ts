/** The company's name and looks, known before anybody signed in: the server writes them into the page it serves. */
import { computed, ref, type ComputedRef } from 'vue'

import { t } from '@/i18n'

interface ShownBrand {
  name: ComputedRef<string>
  /** Addresses; empty where the company has none. */
  logo: ComputedRef<string>
  icon: ComputedRef<string>
  loginText: ComputedRef<string>
}

const changes = ref(0)

export function useBrand(): ShownBrand {
  return {
    name: computed(() => written('application-name') || t('app.name')),
    logo: computed(() => written('brand-logo')),
    icon: computed(() => written('brand-icon')),
    loginText: computed(() => written('login-text')),
  }
}

function written(name: string): string {
  void changes.value // what is computed of the page is computed anew after rewriteBrand
  return metaNamed(name)?.content ?? ''
}

/** What the server would write into the page from now on. */
export function rewriteBrand(values: Record<string, string>): void {
  for (const [name, content] of Object.entries(values)) {
    const meta = metaNamed(name) ?? document.head.appendChild(Object.assign(document.createElement('meta'), { name }))
    meta.content = content
  }
  changes.value += 1
}

const metaNamed = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)

/** What Meta allows in a template: asked once, when somebody first needs it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

import { fetchTemplateRules, type TemplateRules } from '@/api/templates'

export const useTemplateRules = defineStore('templateRules', () => {
  /** Null until the server has told: nothing is counted then, and the server still judges. */
  const rules = shallowRef<TemplateRules | null>(null)
  let asking: Promise<void> | null = null

  /** Throws nothing: whoever needs them next asks again. */
  function load(): Promise<void> {
    if (rules.value) return Promise.resolve()
    asking ??= fetchTemplateRules()
      .then((told) => void (rules.value = told))
      .catch(() => undefined)
      .finally(() => (asking = null))
    return asking
  }

  return { rules, load }
})

/** A template being written: what is wrong with it, shown once somebody was there, and what the server says of it. */
import { computed, reactive, ref, watch } from 'vue'

import { ApiError } from '@/api/http'
import type { Template } from '@/api/templates'
import { changeTemplate, createTemplate } from '@/api/templates'
import { t } from '@/i18n'
import { useTemplateRules } from '@/stores/templateRules'

import { componentsOf, type Draft } from './draft'
import { refusalText } from './refusal'
import { fieldOfError } from './serverProblem'
import { problemsOf } from './validation'

export function useTemplateForm(initial: Draft, existing: Template | null) {
  const rules = useTemplateRules()
  void rules.load()
  const draft = reactive(initial)
  const seen = reactive(new Set<string>())
  const hasTried = ref(false)
  const isBusy = ref(false)
  /** By field, until it is changed; '' is the whole form. */
  const refusals = ref<Record<string, string>>({})

  const problems = computed(() => problemsOf(draft, rules.rules))
  const count = computed(() => Object.keys(problems.value).length)

  function problem(field: string): string {
    const refusal = refusals.value[field]
    if (refusal) return refusal
    const found = problems.value[field]
    if (!found || !(hasTried.value || seen.has(field))) return ''
    return t(found.key, found.params)
  }

  /** From now on, what is wrong there is said. */
  const touch = (field: string) => void seen.add(field)

  watch(draft, () => (refusals.value = {}), { deep: true })

  /** The template as Meta took it; null when something is wrong, which then stands at its field. */
  async function save(): Promise<Template | null> {
    hasTried.value = true
    if (count.value > 0 || isBusy.value) return null
    isBusy.value = true
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      refusals.value = { [fieldOfError(error, draft)]: refusalText(error) }
      return null
    } finally {
      isBusy.value = false
    }
  }

  function send(): Promise<Template> {
    const components = componentsOf(draft)
    if (existing) {
      const category = draft.category === existing.category ? {} : { category: draft.category }
      return changeTemplate(existing.id, { ...category, components })
    }
    const { name, language, category, format } = draft
    return createTemplate({ name, language, category, parameter_format: format, components })
  }

  return { draft, problem, touch, count, hasTried, isBusy, save }
}

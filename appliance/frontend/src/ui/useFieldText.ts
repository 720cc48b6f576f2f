import { computed, watchEffect, type Ref } from 'vue'

import { t } from '@/i18n'

type TextElement = HTMLInputElement | HTMLTextAreaElement

/**
 * How long a field's text is and what is wrong with it. Nothing that is typed or pasted is cut: while it is longer
 * than `limit` (characters; an emoji is one), or `wrong` says why it will not do, its form is not sent (`refusedIn`).
 * `problem` is what the form says of it.
 */
export function useFieldText(
  text: Ref<string>,
  field: Readonly<Ref<TextElement | null>>,
  limit: () => number | undefined,
  wrong: (text: string) => string,
  problem: () => string,
) {
  const length = computed(() => [...text.value].length)
  const refusal = computed(() => {
    const excess = length.value - (limit() ?? Infinity)
    return excess > 0 ? t('form.over', { count: excess }) : wrong(text.value)
  })
  const trouble = computed(() => refusal.value || problem())

  watchEffect(() => field.value?.setCustomValidity(refusal.value), { flush: 'post' })

  return { length, trouble }
}

/** Whether a field of the form that `place` is, or is in, will not do as it is; the first of them gets the focus. */
export function refusedIn(place: EventTarget | null): boolean {
  const form = place instanceof Element ? place.closest('form') : null
  const fields = [...(form?.elements ?? [])]
  const first = fields.find((one): one is TextElement => 'validity' in one && (one as TextElement).validity.customError)
  first?.focus()
  return first !== undefined
}

/** A template as its customer would see it. */
import type { MediaData } from '@/api/metadata'
import type { TemplateButton, TemplateComponent } from '@/api/templates'
import type { ButtonKind, Shown, ShownHeader } from '@/features/preview/shown'
import { t } from '@/i18n'

import type { Draft } from './draft'
import { componentsOf } from './draft'
import { fillSlots } from './slots'

export interface Filling {
  header: Record<string, string>
  body: Record<string, string>
  media?: MediaData | null
  /** Of the chosen picture, here. */
  picture?: string | null
  place?: string
}

const KINDS: Record<string, ButtonKind> = { QUICK_REPLY: 'reply', URL: 'link', PHONE_NUMBER: 'phone', COPY_CODE: 'code', OTP: 'code' }

export function shownOf(components: TemplateComponent[], filling: Filling): Shown {
  const of = (type: string) => components.find((one) => one.type === type)
  const buttons = of('BUTTONS')?.buttons ?? []
  return {
    header: headerOf(of('HEADER'), filling),
    body: fillSlots(of('BODY')?.text ?? '', filling.body),
    footer: of('FOOTER')?.text ?? '',
    buttons: buttons.map((one) => ({ kind: KINDS[one.type] ?? 'reply', text: labelOf(one) })),
  }
}

const labelOf = (button: TemplateButton) => (button.type === 'COPY_CODE' ? t('preview.copyCode') : (button.text ?? ''))

function headerOf(header: TemplateComponent | undefined, filling: Filling): ShownHeader | null {
  if (!header) return null
  const format = header.format ?? 'TEXT'
  if (format === 'TEXT') return { format, text: fillSlots(header.text ?? '', filling.header) }
  if (format === 'LOCATION') return { format, name: filling.place || undefined }
  return { format, name: format === 'DOCUMENT' ? (filling.media?.filename ?? undefined) : undefined, url: filling.picture ?? undefined }
}

/** With its own examples in place of what will be filled in. */
export function exampleOf(components: TemplateComponent[]): Shown {
  const of = (type: string) => components.find((one) => one.type === type)?.example ?? {}
  const [header, body] = [of('HEADER'), of('BODY')]
  return shownOf(components, {
    header: valuesOf(header.header_text, header.header_text_named_params),
    body: valuesOf(body.body_text?.[0], body.body_text_named_params),
  })
}

export const shownDraft = (draft: Draft, picture: string | null): Shown =>
  shownOf(componentsOf(draft), { header: draft.headerExamples, body: draft.bodyExamples, media: draft.headerMedia, picture })

function valuesOf(positional: string[] = [], named: { param_name: string; example: string }[] = []): Record<string, string> {
  const numbered = positional.map((value, index) => [String(index + 1), value])
  return Object.fromEntries([...numbered, ...named.map((one) => [one.param_name, one.example])])
}

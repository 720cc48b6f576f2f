/** Where in the form the server's objection belongs. */
import type { ApiError } from '@/api/http'

import type { Draft, DraftButton } from './draft'
import { slotsOf } from './slots'

/** Meta's own objections name no field. */
const BY_CODE: Record<string, string> = {
  template_exists: 'name',
  name_blocked: 'name',
  invalid_header: 'header',
  invalid_body: 'body',
  invalid_variables: 'body',
  invalid_footer: 'footer',
}

/** A field of the form, or '' when the objection is about none: `buttons.0.url_example` is that button's example. */
export function fieldOfError({ code, details }: ApiError, draft: Draft): string {
  const path = typeof details['field'] === 'string' ? details['field'] : (BY_CODE[code] ?? '')
  const variable = typeof details['variable'] === 'string' ? details['variable'] : ''
  if (path === 'header') return headerField(draft, variable)
  if (path === 'body') return variable && slotsOf(draft.body).includes(variable) ? `bodyExample.${variable}` : 'body'
  const [, place, part] = /^buttons\.(\d+)\.(\w+)$/.exec(path) ?? []
  const button = draft.buttons[Number(place)]
  if (button) return `button.${button.key}.${buttonField(button, part ?? '')}`
  return ['name', 'language', 'category', 'footer', 'buttons'].includes(path) ? path : ''
}

function headerField({ headerKind, headerText }: Draft, variable: string): string {
  if (headerKind !== 'TEXT') return headerKind === 'NONE' || headerKind === 'LOCATION' ? '' : 'headerMedia'
  return variable && slotsOf(headerText).includes(variable) ? `headerExample.${variable}` : 'headerText'
}

function buttonField({ type }: DraftButton, part: string): string {
  if (type === 'COPY_CODE') return 'code'
  const fields: Record<string, string> = { url: 'url', url_example: 'urlExample', phone_number: 'phone' }
  return fields[part] ?? 'text'
}

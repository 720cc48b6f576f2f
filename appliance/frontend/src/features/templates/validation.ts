/** What Meta would refuse, found before it is asked. */
import type { TemplateRules } from '@/api/templates'
import type { Params, TextKey } from '@/i18n'

import type { Draft, DraftButton } from './draft'
import { isMediaHeader } from './draft'
import { BUTTON_TYPES, type ButtonType } from './rules'
import { SLOT, slotProblem, slotsOf } from './slots'

export interface Problem {
  key: TextKey
  params?: Params
}

/** By field: `name`, `headerText`, `headerExample.1`, `headerMedia`, `body`, `bodyExample.nome`, `footer`, `buttons`, `button.<key>.text` … */
export type Problems = Record<string, Problem>

type Limits = TemplateRules | null

const lengthOf = (text: string) => [...text].length

/** Without limits nothing is counted: the server does. */
export function problemsOf(draft: Draft, limits: Limits): Problems {
  return {
    ...nameProblems(draft),
    ...headerProblems(draft, limits),
    ...bodyProblems(draft, limits),
    ...footerProblems(draft, limits),
    ...buttonProblems(draft, limits),
  }
}

function nameProblems({ name }: Draft): Problems {
  return /[a-z0-9]/.test(name) ? {} : { name: { key: 'template.problem.name' } }
}

function headerProblems(draft: Draft, limits: Limits): Problems {
  if (isMediaHeader(draft.headerKind)) return draft.headerMedia || draft.headerHandle ? {} : { headerMedia: { key: 'template.problem.media' } }
  if (draft.headerKind !== 'TEXT') return {}
  const { headerText: text } = draft
  const found = textProblem(text, limits?.header) ?? slotProblemOf(text.trim() && `·${text}·`, draft)
  if (found) return { headerText: found }
  if (limits && slotsOf(text).length > limits.header_variables) return { headerText: { key: 'template.problem.headerSlots' } }
  return exampleProblems('headerExample', text, draft.headerExamples)
}

function bodyProblems(draft: Draft, limits: Limits): Problems {
  const found = textProblem(draft.body, limits?.body) ?? slotProblemOf(draft.body, draft)
  if (found) return { body: found }
  if (isCrowded(draft.body)) return { body: { key: 'template.problem.crowded' } }
  return exampleProblems('bodyExample', draft.body, draft.bodyExamples)
}

/** Fewer than twice as many words as variables, and one: the server's own measure of what Meta calls too many. */
function isCrowded(text: string): boolean {
  const count = text.match(SLOT)?.length ?? 0
  return count > 0 && text.replace(SLOT, ' ').split(/\s+/).filter(Boolean).length < 2 * count + 1
}

function footerProblems({ footer }: Draft, limits: Limits): Problems {
  if (!footer.trim()) return {}
  if (slotsOf(footer).length) return { footer: { key: 'template.problem.footerSlots' } }
  const found = textProblem(footer, limits?.footer)
  return found ? { footer: found } : {}
}

function buttonProblems({ buttons }: Draft, limits: Limits): Problems {
  const problems: Problems = {}
  for (const button of buttons) Object.assign(problems, oneButton(button, buttons, limits))
  const tooMany = BUTTON_TYPES.find((type) => hasTooMany(buttons, type, limits))
  if (limits && buttons.length > limits.buttons.total) problems['buttons'] = { key: 'template.problem.buttons', params: { count: limits.buttons.total } }
  else if (tooMany) problems['buttons'] = { key: 'template.problem.buttonsOf', params: { count: limits?.buttons.kinds[tooMany] ?? 0 } }
  else if (areRepliesApart(buttons)) problems['buttons'] = { key: 'template.problem.repliesApart' }
  return problems
}

const hasTooMany = (buttons: DraftButton[], type: ButtonType, limits: Limits) =>
  buttons.filter((one) => one.type === type).length > (limits?.buttons.kinds[type] ?? Infinity)

/** Quick replies stand together: before the others, or after them. */
function areRepliesApart(buttons: DraftButton[]): boolean {
  return buttons.map((one) => (one.type === 'QUICK_REPLY' ? 'q' : 'o')).join('').replace(/(.)\1+/g, '$1').length > 2
}

function oneButton(button: DraftButton, all: DraftButton[], limits: Limits): Problems {
  const problems: Problems = {}
  const field = (name: string) => `button.${button.key}.${name}`
  const text = button.text.trim()
  if (button.type !== 'COPY_CODE') {
    const isTwice = all.some((one) => one.key !== button.key && one.text.trim() === text && text)
    const found = textProblem(text, limits?.buttons.label) ?? (slotsOf(text).length ? { key: 'template.problem.buttonSlots' as const } : null)
    if (found ?? isTwice) problems[field('text')] = found ?? { key: 'template.problem.buttonTwice' }
  }
  if (button.type === 'URL') Object.assign(problems, urlProblems(button, limits, field))
  if (button.type === 'PHONE_NUMBER' && !/^\+?[\d\s().-]{8,}$/.test(button.phone.trim())) problems[field('phone')] = { key: 'template.problem.phone' }
  if (button.type === 'COPY_CODE') {
    const found = textProblem(button.code, limits?.buttons.copy_code)
    if (found) problems[field('code')] = found
  }
  return problems
}

function urlProblems(button: DraftButton, limits: Limits, field: (name: string) => string): Problems {
  const url = button.url.trim()
  const slots = slotsOf(url)
  const filled = url.replace(SLOT, 'x')
  if (!/^https?:\/\/[^\s/]+\.[^\s/]+/.test(filled) || !URL.canParse(filled)) return { [field('url')]: { key: 'template.problem.url' } }
  if (limits && lengthOf(url) > limits.buttons.url) return { [field('url')]: tooLong(url, limits.buttons.url) }
  if (slots.length > 1 || (slots.length === 1 && !url.endsWith('}}'))) return { [field('url')]: { key: 'template.problem.urlSlot' } }
  return slots.length && !button.urlExample.trim() ? { [field('urlExample')]: { key: 'template.problem.example' } } : {}
}

function textProblem(text: string, limit: number | undefined): Problem | null {
  if (!text.trim()) return { key: 'template.problem.empty' }
  return limit !== undefined && lengthOf(text.trim()) > limit ? tooLong(text.trim(), limit) : null
}

const tooLong = (text: string, limit: number): Problem => ({ key: 'template.problem.tooLong', params: { count: lengthOf(text) - limit } })

function slotProblemOf(text: string, { format }: Draft): Problem | null {
  const found = slotProblem(text, format)
  return found ? { key: `template.problem.${found}` } : null
}

function exampleProblems(prefix: string, text: string, examples: Record<string, string>): Problems {
  const missing = slotsOf(text).filter((slot) => !(examples[slot] ?? '').trim())
  return Object.fromEntries(missing.map((slot) => [`${prefix}.${slot}`, { key: 'template.problem.example' as const }]))
}

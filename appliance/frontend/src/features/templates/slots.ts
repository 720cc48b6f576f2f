/** The places of a template's text where values go: `{{1}}` or `{{nome}}`. */
import type { ParameterFormat } from '@/api/templates'

export const SLOT = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Each once, in the order of their first appearance. */
export function slotsOf(text: string): string[] {
  return [...new Set([...text.matchAll(SLOT)].map((match) => match[1] ?? ''))]
}

/** A slot without a value stays as it is written. */
export function fillSlots(text: string, values: Record<string, string>): string {
  return text.replace(SLOT, (whole, slot: string) => values[slot] || whole)
}

/** The text with its numbers in sequence, and how each was called before: what {{3}} was may now be {{1}}. */
export function renumber(text: string): { text: string; before: Record<string, string> } {
  const order = slotsOf(text)
  const before = Object.fromEntries(order.map((slot, index) => [String(index + 1), slot]))
  return { text: text.replace(SLOT, (_, slot: string) => `{{${order.indexOf(slot) + 1}}}`), before }
}

/** What a new variable is called: the next number, or the first of `names` that is free. */
export function nextSlot(text: string, format: ParameterFormat, names: string[]): string {
  const taken = slotsOf(text)
  if (format === 'POSITIONAL') return String(Math.max(0, ...taken.map(Number).filter(Number.isInteger)) + 1)
  const free = [...names, ...Array.from({ length: 100 }, (_, index) => `${names[0] ?? 'campo'}_${index + 2}`)]
  return free.find((name) => !taken.includes(name)) ?? 'campo'
}

export type SlotProblem = 'slotAtEdge' | 'slotsAdjacent' | 'slotsNotInSequence' | 'slotName' | 'slotBraces'

/** What Meta would refuse about the variables of a text (Meta, templates: parameters). */
export function slotProblem(text: string, format: ParameterFormat): SlotProblem | null {
  const trimmed = text.trim()
  const slots = slotsOf(trimmed)
  if (/\{\{|\}\}/.test(trimmed.replace(SLOT, ''))) return 'slotBraces'
  if (slots.length === 0) return null
  if (format === 'POSITIONAL') {
    if (slots.some((slot) => !/^[1-9]\d*$/.test(slot))) return 'slotsNotInSequence'
    const numbers = slots.map(Number).sort((a, b) => a - b)
    if (numbers.some((number, index) => number !== index + 1)) return 'slotsNotInSequence'
  } else if (slots.some((slot) => !/^[a-z][a-z0-9_]*$/.test(slot))) return 'slotName'
  if (/^\{\{|\}\}$/.test(trimmed)) return 'slotAtEdge'
  return /\}\}\s*\{\{/.test(trimmed) ? 'slotsAdjacent' : null
}

/** Who is named in a note: chosen from the menu, and still standing in the text. */
import type { Person } from '@/api/types'
import { withoutOverrides } from '@/format/unseen'

export const handleOf = ({ name }: Person) => `@${name}`

export function stillNamed(text: string, chosen: readonly Person[]): Person[] {
  return longestFirst(chosen).filter((one) => text.includes(handleOf(one)))
}

export interface NotePart {
  text: string
  isName: boolean
}

/** A note cut into names and what stands between them. */
export function noteParts(written: string, named: readonly Person[]): NotePart[] {
  const text = withoutOverrides(written)
  const handles = longestFirst(named).map(handleOf)
  if (handles.length === 0) return [{ text, isName: false }]
  const pattern = new RegExp(`(${handles.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'u')
  return text
    .split(pattern)
    .filter(Boolean)
    .map((part) => ({ text: part, isName: handles.includes(part) }))
}

/** `@Ana Lima` is not `@Ana`. */
const longestFirst = (people: readonly Person[]) => [...people].sort((a, b) => b.name.length - a.name.length)

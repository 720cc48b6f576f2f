/** Values of any shape, taken for what they are. */
import { withoutUnseen } from '@/format/unseen'

/** A text without tricks, trimmed and cut; '' for what is none. */
export function words(value: unknown, limit = 1024): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  return withoutUnseen(text).trim().slice(0, limit)
}

/** A number, also when it is written as a text (`"2"`); null for anything else. */
export function figure(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

export function part(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}

/** The objects of a list. */
export function parts(value: unknown, limit = 300): Record<string, unknown>[] {
  return list(value, limit).map(part).filter((one) => one !== null)
}

export function list(value: unknown, limit = 300): unknown[] {
  return Array.isArray(value) ? value.slice(0, limit) : []
}

/** Numbers as people read them: Brazilian ones grouped, others with a plus sign. */

const BRAZIL = /^55([1-9]\d)(\d{4,5})(\d{4})$/

/** `5511987650001` → `+55 (11) 98765-0001`. Anything else keeps its digits behind a plus. */
export function formatPhone(value: string): string {
  const digits = value.replace(/\D/g, '')
  const match = BRAZIL.exec(digits)
  if (match) return `+55 (${match[1]}) ${match[2]}-${match[3]}`
  return digits ? `+${digits}` : value
}

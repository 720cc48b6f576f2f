/** Telephone numbers as they are typed, by Brazil's rules: two digits of area; a mobile has nine digits, the first a 9. */

const digitsOf = (text: string) => text.replace(/\D/g, '')

/** True for a number of another country, which begins with a plus and is none of 55. */
const isForeign = (text: string) => text.trim().startsWith('+') && !digitsOf(text).startsWith('55')

/** The ten or eleven digits at most that Brazilians dial between areas; '' when it is no such number. */
function national(text: string): string {
  const digits = digitsOf(text)
  if (isForeign(text) || /^0[38]00/.test(digits)) return ''
  const bare = (text.trim().startsWith('+') || digits.length > 11) && digits.startsWith('55') ? digits.slice(2) : digits
  return bare.replace(/^0+/, '')
}

/** Grouped while one types: `11987650001` → `(11) 98765-0001`. Foreign and toll-free numbers stay as they are. */
export function phoneAsTyped(text: string): string {
  const plus = text.trim().startsWith('+')
  const digits = national(text)
  if (!digits || digits.length > 11 || (plus && digitsOf(text).length < 3)) return text
  const area = digits.slice(0, 2)
  const rest = digits.slice(2)
  const split = rest.length > 8 ? 5 : 4
  const number = rest.length > 4 ? `${rest.slice(0, split)}-${rest.slice(split)}` : rest
  const grouped = rest ? `(${area}) ${number}` : digits
  return plus ? `+55 ${grouped}` : grouped
}

export type PhoneProblem = 'noPhone' | 'noArea' | 'shortPhone' | 'longPhone'

/** Null when it can be called. */
export function phoneProblem(text: string): PhoneProblem | null {
  const all = digitsOf(text)
  if (!all) return 'noPhone'
  if (isForeign(text)) return all.length < 8 ? 'shortPhone' : all.length > 15 ? 'longPhone' : null
  if (/^0[38]00/.test(all)) return all.length < 10 ? 'shortPhone' : all.length > 11 ? 'longPhone' : null
  const digits = national(text)
  if (digits.length > 11) return 'longPhone'
  if (digits.length === 8 || digits.length === 9) return 'noArea'
  return digits.length < 8 ? 'shortPhone' : null
}

/** Whether a mobile's ninth digit is missing; landlines have none. */
export const lacksNinthDigit = (text: string) => /^[1-9]\d[6-9]\d{7}$/.test(national(text))

/** As it is written on the card: with its country, and a mobile with its ninth digit. */
export function phoneForCard(text: string): string {
  const digits = national(text)
  if (!digits || digits.length > 11) return text.trim()
  const whole = lacksNinthDigit(text) ? `${digits.slice(0, 2)}9${digits.slice(2)}` : digits
  const split = whole.length === 11 ? 7 : 6
  return `+55 ${whole.slice(0, 2)} ${whole.slice(2, split)}-${whole.slice(split)}`
}

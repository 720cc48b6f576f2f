/** Without capitals, accents and blanks around it: what two spellings of a name have in common. */
export const plain = (text: string): string => text.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether every word that was typed begins a word of `text`. */
export function matches(text: string, typed: string): boolean {
  const words = plain(text).split(/[\s@._-]+/)
  return plain(typed)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)))
}

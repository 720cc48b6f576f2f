/** A text as people search for it: without capitals and accents. */
export const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim()

/** Whether every word that was typed begins a word of `text`. */
export function matches(text: string, typed: string): boolean {
  const words = plain(text).split(/[\s@._-]+/)
  return plain(typed)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)))
}

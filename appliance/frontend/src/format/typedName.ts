/** What a name may not have: it would break a line, or turn the reading direction of what follows (as the server's foundation/names.py). */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u

export const hasUnseen = (name: string): boolean => UNSEEN.test(name.trim())

/** Of a text that may have several lines. */
export const hasUnseenInLines = (text: string): boolean => hasUnseen(text.replace(/[\r\n\t]/g, ' '))

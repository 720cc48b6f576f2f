/** Signs that are not seen and turn the direction of what follows, e.g. of a file's ending (UAX #9); and control
 * characters other than the end of a line. */
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** The text as its letters stand: what a customer calls themselves or a file reads as it is written. */
export const withoutUnseen = (text: string) => text.replace(UNSEEN, '')

/** Left-to-right and right-to-left override: letters in another order than they are written (`cod.exe` as `exe.doc`). No
 * language needs them; its marks, embeddings and isolates stay. */
const OVERRIDES = /[\u202d\u202e]/g

/** A message's text as it is shown; what is kept stays as it came. */
export const withoutOverrides = (text: string) => text.replace(OVERRIDES, '')

/** What a customer's WhatsApp shows of a message, before it is sent. */
export type ButtonKind = 'reply' | 'link' | 'phone' | 'code' | 'list' | 'location'

export interface ShownHeader {
  format: string
  text?: string
  /** Of a document, or of a place. */
  name?: string | undefined
  /** Of a picture in our own API, or one just chosen here. */
  url?: string | undefined
}

export interface Shown {
  header?: ShownHeader | null
  body: string
  footer?: string
  buttons?: { kind: ButtonKind; text: string }[]
}

/** WhatsApp shows as many, or two and a way to the rest. */
const AT_ONCE = 3

export function buttonsAtOnce<T>(buttons: T[]): { shown: T[]; hidden: number } {
  if (buttons.length <= AT_ONCE) return { shown: buttons, hidden: 0 }
  return { shown: buttons.slice(0, AT_ONCE - 1), hidden: buttons.length - AT_ONCE + 1 }
}

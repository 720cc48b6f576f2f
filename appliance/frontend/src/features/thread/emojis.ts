/** The reactions that WhatsApp itself offers first. */
export const QUICK_EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** A few more, of what a help desk says; any other can be typed. */
export const MORE_EMOJIS = [
  ...['👏', '🙌', '🤝', '👌', '✌️', '💪', '🤞', '👋', '👎', '🫶'],
  ...['😀', '😄', '😊', '😉', '😍', '🥰', '🤗', '🤔', '😅', '🤣'],
  ...['😎', '🥳', '😴', '🙄', '😕', '😔', '😭', '😡', '😱', '🤯'],
  ...['🎉', '🎁', '⭐', '🔥', '💯', '✅', '❌', '⚠️', '❓', '❗'],
  ...['📦', '🚚', '🛠️', '💰', '📄', '📌', '📞', '⏰', '💙', '💚'],
]

const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The last emoji in what was typed; '' when there is none. */
export function emojiIn(text: string): string {
  return [...segmenter.segment(text)].map((one) => one.segment).findLast((one) => EMOJI.test(one)) ?? ''
}

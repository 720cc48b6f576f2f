import { expect, it } from 'vitest'

import { emojiIn, MORE_EMOJIS, QUICK_EMOJIS } from './emojis'

it.each([
  ['ok 👍🏽', '👍🏽'],
  ['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ['🇧🇷', '🇧🇷'],
  ['❤️ e mais', '❤️'],
  ['1️⃣', '1️⃣'],
  ['legal', ''],
  ['12', ''],
  ['', ''],
])('in %j is %j', (text, emoji) => {
  expect(emojiIn(text)).toBe(emoji)
})

it('offers nothing but emojis, each once', () => {
  const all = [...QUICK_EMOJIS, ...MORE_EMOJIS]
  expect(all.map(emojiIn)).toEqual(all)
  expect(new Set(all).size).toBe(all.length)
})

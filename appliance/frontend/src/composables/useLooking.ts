/** Says that a page of ours is before one's eyes, and which conversation, again and again while it is, and when one writes there. */
import { onScopeDispose, watch, type Ref } from 'vue'

import type { Id } from '@/api/types'
import { tellLooking } from '@/realtime/telling'

/** The server forgets after 45 s. */
const EVERY = 20_000
/** Whoever pauses this long no longer writes. */
const PAUSE = 4_000

let noteTyping: (() => void) | null = null
let sayNow: (() => void) | null = null

/** A new connection knows nothing of it. */
export const sayLooking = () => sayNow?.()
/** Called at each key; costs a message when writing begins and one when it ends. */
export const writes = () => noteTyping?.()

export function useLooking(openId: Ref<Id | null>): void {
  let isTyping = false
  let pause: ReturnType<typeof setTimeout> | undefined

  const say = () => tellLooking(document.hidden ? null : openId.value, isTyping, !document.hidden)

  function stop(): void {
    clearTimeout(pause)
    if (!isTyping) return
    isTyping = false
    say()
  }

  sayNow = say
  noteTyping = () => {
    clearTimeout(pause)
    pause = setTimeout(stop, PAUSE)
    if (isTyping) return
    isTyping = true
    say()
  }

  watch(
    openId,
    () => {
      clearTimeout(pause)
      isTyping = false
      say()
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', say)
  const timer = setInterval(() => !document.hidden && say(), EVERY)
  onScopeDispose(() => {
    clearInterval(timer)
    clearTimeout(pause)
    document.removeEventListener('visibilitychange', say)
    noteTyping = sayNow = null
    tellLooking(null, false, false)
  })
}

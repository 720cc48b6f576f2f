/** One sound at a time: whoever begins to play silences the one before. */
import { onScopeDispose } from 'vue'

let playing: HTMLMediaElement | null = null

export function useSoloPlayback(): { began: (event: Event) => void } {
  const mine = new Set<HTMLMediaElement>()

  function began(event: Event): void {
    const element = event.target as HTMLMediaElement
    mine.add(element)
    if (playing !== element) playing?.pause()
    playing = element
  }

  onScopeDispose(() => {
    for (const element of mine) {
      element.pause()
      if (playing === element) playing = null
    }
  })

  return { began }
}

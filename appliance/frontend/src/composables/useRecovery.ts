/** What could not be loaded is asked for again by itself as soon as the server seems to be there again. */
import { onScopeDispose, ref, watch } from 'vue'

const PAUSE = 15_000

const comebacks = ref(0)

/** The socket is connected again, or the browser says that there is a network. */
export function cameBack(): void {
  comebacks.value += 1
}

window.addEventListener('online', cameBack)

export function whenBack(again: () => unknown): void {
  watch(comebacks, () => void again())
}

/** For as long as `hasFailed`: the way back may be there before anybody notices, so it is tried now and then as well. */
export function useRecovery(hasFailed: () => boolean, again: () => unknown): void {
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  whenBack(() => hasFailed() && void again())
  watch(
    hasFailed,
    (now) => {
      stop()
      if (now) timer = setInterval(() => document.hidden || void again(), PAUSE)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}

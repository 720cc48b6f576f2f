/** How large a picture is shown in a bubble: within a square of 20 rem, never a mere strip. */
const LARGEST = 20
const SMALLEST = 7.5

/** `ratio` is width by height; null when it is not known, then it is a frame of 4:3. */
export function frameStyle(ratio: number | null): { width: string; aspectRatio: string } {
  const shown = Math.min(Math.max(ratio ?? 4 / 3, SMALLEST / LARGEST), LARGEST / SMALLEST)
  const width = shown >= 1 ? LARGEST : LARGEST * shown
  return { width: `${Math.round(width * 100) / 100}rem`, aspectRatio: String(Math.round(shown * 1000) / 1000) }
}

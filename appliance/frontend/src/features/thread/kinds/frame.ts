/** How large a picture is shown in a bubble: within a square of 20 rem, never a mere strip, never larger than it is. */
const LARGEST = 20
const SMALLEST = 7.5
/** A box for what is smaller still: it can be hit with a finger, and the time has room in it. */
const TOUCHABLE = 8
const PIXELS = 16

export interface Sides {
  width: number
  height: number
}

/** `ratio` is width by height; null when it is not known, then it is a frame of 4:3. */
export function frameStyle(ratio: number | null): { width: string; aspectRatio: string } {
  return styleOf(filled(ratio ?? 4 / 3))
}

/** The frame of a picture; and, where filling that would blow it up, its own size within, as parts of the frame. */
export function pictureStyle(sides: Sides | null): { frame: ReturnType<typeof frameStyle>; picture: { width: string; height: string } | undefined } {
  const frame = filled(sides ? sides.width / sides.height : 4 / 3)
  const width = Math.min(frame.width, (sides?.width ?? Infinity) / PIXELS)
  const height = Math.min(frame.height, (sides?.height ?? Infinity) / PIXELS)
  if (width === frame.width && height === frame.height) return { frame: styleOf(frame), picture: undefined }
  const box = { width: Math.max(width, TOUCHABLE), height: Math.max(height, TOUCHABLE) }
  return { frame: styleOf(box), picture: { width: percent(width / box.width), height: percent(height / box.height) } }
}

function filled(ratio: number): Sides {
  const shown = Math.min(Math.max(ratio, SMALLEST / LARGEST), LARGEST / SMALLEST)
  const width = shown >= 1 ? LARGEST : LARGEST * shown
  return { width, height: width / shown }
}

const styleOf = ({ width, height }: Sides) => ({
  width: `${Math.round(width * 100) / 100}rem`,
  aspectRatio: String(Math.round((width / height) * 1000) / 1000),
})
const percent = (part: number) => `${Math.round(part * 1000) / 10}%`

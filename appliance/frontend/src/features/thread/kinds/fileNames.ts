/** What a file is called, and whether it is what it is called. */
import type { Media } from './media'

const LONGEST = 200

/** As the server makes a name fit to be shown and saved (appliance/media/storing.py, clean_filename). */
export function cleanFileName(given: string): string {
  const visible = given.replace(/[\p{C}\p{Z}]/gu, ' ').replace(/[\\/:*?"<>|]/g, '_').replace(/ +/g, ' ')
  const name = [...visible.replace(/^[ .]+|[ .]+$/g, '')]
  if (name.length <= LONGEST) return name.join('')
  const dot = name.lastIndexOf('.')
  const tail = dot > 0 && name.length - dot <= 11 ? name.slice(dot) : []
  return [...name.slice(0, LONGEST - tail.length), ...tail].join('')
}

const PROGRAM_TYPE = 'application/x-executable'
const PROGRAM_ENDING = /^(exe|dll|scr|msi|com|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|jar|apk|dmg|pkg|deb|appimage)$/
const PICTURE_ENDING = /^(jpe?g|png|gif|webp)$/

/** By the name, in small letters; by the type where the name has none. */
export function endingOfFile(media: Pick<Media, 'filename'>, ofType: string): string {
  const ofName = /\.([A-Za-z0-9]{1,8})$/.exec(media.filename)?.[1]?.toLowerCase()
  return ofName ?? (ofType === 'bin' ? '' : ofType)
}

export const isProgramEnding = (ending: string) => PROGRAM_ENDING.test(ending)

/** What to be warned of before it is opened: a program, or content other than the name promises. */
export function dangerOf({ mimeType }: Pick<Media, 'mimeType'>, ending: string): 'program' | 'disguised' | null {
  if (mimeType === PROGRAM_TYPE || isProgramEnding(ending)) return 'program'
  if (mimeType === '') return null
  const isFalsePdf = ending === 'pdf' && mimeType !== 'application/pdf'
  return isFalsePdf || (PICTURE_ENDING.test(ending) && !mimeType.startsWith('image/')) ? 'disguised' : null
}

import { plain } from '@/format/plain'

/** `/Saudação final` is `saudacao-final`; '' for what is no shortcut (canned_answers/writing.py). */
export function slugOf(typed: string): string {
  const slug = plain(typed).replace(/^\//, '').split(/\s+/).join('-')
  return /^[a-z0-9][a-z0-9_-]{0,31}$/.test(slug) ? slug : ''
}

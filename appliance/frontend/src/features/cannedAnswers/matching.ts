/** Which canned answers one means by what was typed after the slash, the likeliest first. */
import type { CannedAnswer } from '@/api/cannedAnswers'
import type { Id } from '@/api/types'
import { plain } from '@/format/plain'

/** Everybody's, and those of the queue that the conversation is in: another's speak of what it has nothing to do with. */
export function usable(all: readonly CannedAnswer[], queueId: Id | null): CannedAnswer[] {
  return all.filter(({ queue_id }) => queue_id === null || queue_id === queueId)
}

export function matchingAnswers(answers: readonly CannedAnswer[], typed: string, queueId: Id | null, most = 8): CannedAnswer[] {
  const wanted = plain(typed)
  return answers
    .map((answer) => ({ answer, rank: rankOf(answer, wanted), isNear: answer.queue_id !== null && answer.queue_id === queueId }))
    .filter(({ rank }) => rank < NOT_AT_ALL)
    .sort((a, b) => a.rank - b.rank || Number(b.isNear) - Number(a.isNear) || a.answer.shortcut.localeCompare(b.answer.shortcut))
    .slice(0, most)
    .map(({ answer }) => answer)
}

const NOT_AT_ALL = 6

function rankOf({ shortcut, title, content }: CannedAnswer, wanted: string): number {
  if (shortcut === wanted) return 0
  if (shortcut.startsWith(wanted)) return 1
  if (plain(title).split(/\s+/).some((word) => word.startsWith(wanted))) return 2
  if (shortcut.includes(wanted) || plain(title).includes(wanted)) return 3
  if (plain(content).includes(wanted)) return 4
  return isScattered(wanted, shortcut) ? 5 : NOT_AT_ALL
}

/** Whether its letters are there in this order: `bdia` means `bom-dia`. */
function isScattered(wanted: string, text: string): boolean {
  let at = -1
  return [...wanted].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0)
}

/**
 * Which answers of the server an event overtook on the way.
 *
 * Events come in the order in which the server read what they tell (appliance/realtime/turn.py), so the last one
 * about something is the newest. An answer holds what was read some time after it was asked for. If an event about
 * the same thing came since then, nobody knows which of the two was read later, and what the event told stays: were
 * the answer newer, then whatever changed in between has an event of its own, still to come. An event that came
 * before the question was read before the answer was, so the answer wins. No clock is needed for this, nor a
 * version of each row.
 */
import type { Id } from '@/api/types'

/** Only questions on their way matter, and no more things than this change meanwhile. */
const REMEMBERED = 5000

export function makeHearing() {
  let moment = 0
  const lastHeard = new Map<Id, number>()

  /** To be called when something is asked for. */
  const asking = () => moment

  /** An event told of it. */
  function heard(id: Id): void {
    lastHeard.delete(id) // to the end of the map: the first is the one heard of longest ago
    lastHeard.set(id, (moment += 1))
    if (lastHeard.size > REMEMBERED) lastHeard.delete(lastHeard.keys().next().value ?? id)
  }

  /** Whether what was asked for at `asked` may be older than what an event told. */
  const isOvertaken = (id: Id, asked: number) => (lastHeard.get(id) ?? 0) > asked

  return { asking, heard, isOvertaken }
}

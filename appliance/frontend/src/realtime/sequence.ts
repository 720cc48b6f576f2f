/** Follows the numbering of each room that this browser is in. */
import type { Hello, Numbers } from './events'

export type Verdict = 'next' | 'repeat' | 'gap'
/** How it is at (re)connection: as we left it, or something was missed, or we are in other rooms now. */
export type Welcome = 'same' | 'missed' | 'moved'

export class Sequence {
  private readonly last = new Map<string, number>()

  restart(rooms: Hello['rooms']): Welcome {
    const isFirst = this.last.size === 0
    const isThere = rooms.length === this.last.size && rooms.every(({ room }) => this.last.has(room))
    const isUnchanged = rooms.every(({ room, seq }) => this.last.get(room) === seq)
    this.last.clear()
    for (const { room, seq } of rooms) this.last.set(room, seq)
    if (!isFirst && !isThere) return 'moved'
    return isUnchanged && !isFirst ? 'same' : 'missed'
  }

  /** An event has a number in each of its rooms; those we are not in say nothing to us. */
  observe(numbers: Numbers): Verdict {
    const ours = Object.entries(numbers).flatMap(([room, seq]) => {
      const last = this.last.get(room)
      return last === undefined ? [] : [{ room, seq, ahead: seq - last }]
    })
    if (ours.length > 0 && ours.every(({ ahead }) => ahead <= 0)) return 'repeat'
    for (const { room, seq, ahead } of ours) if (ahead > 0) this.last.set(room, seq)
    return ours.some(({ ahead }) => ahead > 1) ? 'gap' : 'next'
  }

  /** Whether this browser hears of what is said there. */
  isIn = (room: string) => this.last.has(room)
}

/** Follows the numbering of each room. */
import type { Hello } from './events'

export type Verdict = 'next' | 'repeat' | 'gap'

export class Sequence {
  private readonly last = new Map<string, number>()

  /** The server's numbers at (re)connection; true if they are what we had: nothing was missed. */
  restart(rooms: Hello['rooms']): boolean {
    const isUnchanged = rooms.every(({ room, seq }) => this.last.get(room) === seq)
    this.last.clear()
    for (const { room, seq } of rooms) this.last.set(room, seq)
    return isUnchanged
  }

  observe(room: string, seq: number): Verdict {
    const last = this.last.get(room)
    if (last !== undefined && seq <= last) return 'repeat'
    this.last.set(room, seq)
    return last === undefined || seq === last + 1 ? 'next' : 'gap'
  }
}

/** Short sounds, made on the spot: there is no file to fetch, and nobody else's to license. */
import type { Tone } from '@/api/notifications'

/** A note: when it begins and how long it rings (seconds), its pitch (Hz), and how it sounds. */
interface Note {
  at: number
  for: number
  pitch: number
  /** Where the pitch glides to. */
  to?: number
  shape?: OscillatorType
  loud?: number
}

const SCORES: Record<Tone, Note[]> = {
  drop: [{ at: 0, for: 0.16, pitch: 620, to: 880 }],
  bell: [
    { at: 0, for: 0.9, pitch: 1046.5 },
    { at: 0, for: 0.5, pitch: 2093, loud: 0.25 },
    { at: 0.18, for: 0.9, pitch: 1318.5 },
  ],
  knock: [
    { at: 0, for: 0.09, pitch: 190, to: 120, shape: 'triangle', loud: 1.4 },
    { at: 0.14, for: 0.09, pitch: 190, to: 120, shape: 'triangle', loud: 1.4 },
  ],
  rise: [
    { at: 0, for: 0.14, pitch: 523.25 },
    { at: 0.11, for: 0.14, pitch: 659.25 },
    { at: 0.22, for: 0.34, pitch: 784 },
  ],
  alarm: [
    { at: 0, for: 0.16, pitch: 880, shape: 'square', loud: 0.35 },
    { at: 0.22, for: 0.16, pitch: 880, shape: 'square', loud: 0.35 },
    { at: 0.44, for: 0.28, pitch: 698.5, shape: 'square', loud: 0.35 },
  ],
}

const LOUDNESS = 0.22
const ATTACK = 0.012
const SILENCE = 0.0001

let audio: AudioContext | null = null

/** False where the browser lets nothing sound before the page was touched, or has no sound. */
export async function play(tone: Tone): Promise<boolean> {
  if (!('AudioContext' in window)) return false
  audio ??= new AudioContext()
  if (audio.state === 'suspended') await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, 300))])
  if (audio.state !== 'running') return false
  for (const note of SCORES[tone]) sound(audio, note)
  return true
}

function sound(context: AudioContext, { at, for: length, pitch, to, shape = 'sine', loud = 1 }: Note): void {
  const begin = context.currentTime + at
  const end = begin + length
  const voice = context.createOscillator()
  const volume = context.createGain()
  voice.type = shape
  voice.frequency.setValueAtTime(pitch, begin)
  if (to) voice.frequency.exponentialRampToValueAtTime(to, end)
  volume.gain.setValueAtTime(SILENCE, begin)
  volume.gain.exponentialRampToValueAtTime(LOUDNESS * loud, begin + ATTACK)
  volume.gain.exponentialRampToValueAtTime(SILENCE, end)
  voice.connect(volume).connect(context.destination)
  voice.start(begin)
  voice.stop(end)
}

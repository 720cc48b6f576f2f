/** Records what is spoken, with how loud it is and for how long. */
import { computed, onScopeDispose, ref } from 'vue'

import type { TextKey } from '@/i18n'

/** What browsers can record, best first: WhatsApp's own, then what the server makes into it. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4', 'audio/webm']
const ENDINGS: Record<string, string> = { 'audio/ogg': 'ogg', 'audio/webm': 'webm', 'audio/mp4': 'm4a' }
const TICK = 100
/** So many strokes fit beside the clock. */
const STROKES = 48

const REASONS: Record<string, TextKey> = {
  NotAllowedError: 'voice.refused',
  SecurityError: 'voice.refused',
  NotFoundError: 'voice.noMicrophone',
  NotReadableError: 'voice.busy',
}

export function useRecorder() {
  const state = ref<'off' | 'asking' | 'recording' | 'recorded'>('off')
  /** Why it could not begin. */
  const problem = ref<TextKey | null>(null)
  const seconds = ref(0)
  /** How loud it was, from 0 to 1, the newest last. */
  const levels = ref<number[]>([])
  const file = ref<File | null>(null)
  const isOn = computed(() => state.value !== 'off')

  let recorder: MediaRecorder | null = null
  let stopMeter = () => {}
  let isWanted = true
  let stopped: (file: File | null) => void = () => {}

  /** Asks for the microphone; what stands in the way is said by `problem`. */
  async function start(): Promise<void> {
    problem.value = null
    if (!('mediaDevices' in navigator) || typeof MediaRecorder === 'undefined') {
      problem.value = 'voice.notOffered'
      return
    }
    state.value = 'asking'
    isWanted = true
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } })
      if (isWanted) record(stream)
      else release(stream)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      state.value = 'off'
      problem.value = REASONS[error.name] ?? 'voice.failed'
    }
  }

  function record(stream: MediaStream): void {
    const mimeType = TYPES.find((one) => MediaRecorder.isTypeSupported(one))
    recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
    const chunks: Blob[] = []
    recorder.ondataavailable = ({ data }) => data.size > 0 && chunks.push(data)
    recorder.onstop = () => {
      stopMeter()
      release(stream)
      finish(chunks, recorder?.mimeType ?? mimeType ?? '')
    }
    levels.value = []
    seconds.value = 0
    stopMeter = measure(stream)
    recorder.start(1000)
    state.value = 'recording'
  }

  function finish(chunks: Blob[], mimeType: string): void {
    const type = mimeType.split(';')[0] ?? ''
    const name = `voz-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}.${ENDINGS[type] ?? 'webm'}`
    file.value = isWanted && chunks.length > 0 ? new File(chunks, name, { type }) : null
    state.value = file.value ? 'recorded' : 'off'
    stopped(file.value)
  }

  /** Resolves with what was recorded; null when that is nothing. */
  function stop(): Promise<File | null> {
    if (state.value !== 'recording' || !recorder) return Promise.resolve(file.value)
    const done = new Promise<File | null>((resolve) => (stopped = resolve))
    recorder.stop()
    return done
  }

  /** Nothing of it stays. */
  function cancel(): void {
    isWanted = false
    if (state.value === 'recording') recorder?.stop()
    file.value = null
    problem.value = null
    state.value = 'off'
  }

  function measure(stream: MediaStream): () => void {
    const began = Date.now()
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 512
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Uint8Array(analyser.fftSize)
    const timer = setInterval(() => {
      seconds.value = (Date.now() - began) / 1000
      analyser.getByteTimeDomainData(samples)
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0)
      levels.value = [...levels.value.slice(1 - STROKES), Math.min(1, (peak / 128) * 1.6)]
    }, TICK)
    return () => {
      clearInterval(timer)
      void context.close()
    }
  }

  onScopeDispose(() => {
    if (state.value === 'asking') isWanted = false
  })

  return { state, isOn, problem, seconds, levels, file, start, stop, cancel }
}

const release = (stream: MediaStream) => stream.getTracks().forEach((track) => track.stop())

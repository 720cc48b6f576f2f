/** The Socket.IO connection: turns what arrives into dispatcher events and notices what did not. */
import { io, type Socket } from 'socket.io-client'

import type { Dispatcher } from './dispatcher'
import { SERVER_EVENTS, type Hello, type LookingEvent, type ServerEvents } from './events'
import { Sequence } from './sequence'
import { closeWay, openWay } from './telling'

const RETRY_AFTER_REFUSAL = 5000
/** After the server hung up: at a restart, not everybody in the same moment. */
const RETRY_AFTER_HANGUP = () => 500 + Math.random() * 1000

/** Connects with the session cookie and keeps trying; returns how to hang up. */
export function connectRealtime(dispatcher: Dispatcher): () => void {
  const socket = io({ transports: ['websocket'], reconnectionDelayMax: 8000, autoConnect: false })
  const stopListening = attach(socket, dispatcher)
  dispatcher.emit('disconnected', undefined) // until the server says hello
  socket.connect()
  openWay((name, payload) => socket.volatile.emit(name, payload))
  return () => {
    closeWay()
    stopListening()
    socket.disconnect()
  }
}

/** Split from the connection so that a test can play the server. */
export function attach(socket: Pick<Socket, 'on' | 'connect'>, dispatcher: Dispatcher): () => void {
  const sequence = new Sequence()
  let retry: ReturnType<typeof setTimeout> | undefined

  const connectAgainIn = (pause: number) => {
    clearTimeout(retry)
    retry = setTimeout(() => socket.connect(), pause)
  }
  socket.on('hello', ({ rooms }: Hello) => {
    const welcome = sequence.restart(rooms)
    dispatcher.emit('connected', undefined)
    if (welcome === 'moved') dispatcher.emit('moved', undefined)
    if (welcome !== 'same') dispatcher.emit('resync', undefined)
  })
  socket.on('disconnect', (reason) => {
    dispatcher.emit('disconnected', undefined)
    // the server itself closed the connection (our access may be over, or it restarts): socket.io then gives up
    if (reason !== 'io server disconnect') return
    dispatcher.emit('refused', undefined)
    connectAgainIn(RETRY_AFTER_HANGUP())
  })
  socket.on('connect_error', () => {
    dispatcher.emit('disconnected', undefined)
    if (isRetrying(socket)) return
    dispatcher.emit('refused', undefined)
    connectAgainIn(RETRY_AFTER_REFUSAL)
  })
  for (const name of SERVER_EVENTS) {
    socket.on(name, (payload: ServerEvents[typeof name]) => {
      const verdict = sequence.observe(payload.seq)
      if (verdict === 'repeat') return
      if (!isStillSeen(payload)) dispatcher.emit(name, payload as never)
      if (verdict === 'gap') dispatcher.emit('resync', undefined)
    })
  }
  socket.on('looking', (payload: LookingEvent) => dispatcher.emit('looking', payload)) // not numbered: the next one says it all
  /** Left one of our rooms, but is in another one of ours. */
  const isStillSeen = (payload: ServerEvents[keyof ServerEvents]) => 'rooms' in payload && payload.rooms.some(sequence.isIn)

  return () => clearTimeout(retry)
}

/** False when the server refused the handshake: socket.io then leaves trying again to us. */
function isRetrying(socket: Pick<Socket, 'on' | 'connect'>): boolean {
  return 'active' in socket && socket.active === true
}

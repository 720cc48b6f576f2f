/** The Socket.IO connection: turns what arrives into dispatcher events and notices what did not. */
import { io, type Socket } from 'socket.io-client'

import type { Dispatcher } from './dispatcher'
import { SERVER_EVENTS, type Hello, type ServerEvents } from './events'
import { Sequence } from './sequence'

const RETRY_AFTER_REFUSAL = 5000

/** Connects with the session cookie and keeps trying; returns how to hang up. */
export function connectRealtime(dispatcher: Dispatcher): () => void {
  const socket = io({ transports: ['websocket'], reconnectionDelayMax: 8000, autoConnect: false })
  const stopListening = attach(socket, dispatcher)
  dispatcher.emit('disconnected', undefined) // until the server says hello
  socket.connect()
  return () => {
    stopListening()
    socket.disconnect()
  }
}

/** Split from the connection so that a test can play the server. */
export function attach(socket: Pick<Socket, 'on' | 'connect'>, dispatcher: Dispatcher): () => void {
  const sequence = new Sequence()
  let retry: ReturnType<typeof setTimeout> | undefined

  const connectAgainLater = () => {
    clearTimeout(retry)
    retry = setTimeout(() => socket.connect(), RETRY_AFTER_REFUSAL)
  }
  socket.on('hello', ({ rooms }: Hello) => {
    const welcome = sequence.restart(rooms)
    dispatcher.emit('connected', undefined)
    if (welcome === 'moved') dispatcher.emit('moved', undefined)
    if (welcome !== 'same') dispatcher.emit('resync', undefined)
  })
  socket.on('disconnect', (reason) => {
    dispatcher.emit('disconnected', undefined)
    // socket.io gives up after the server itself closed the connection (a restart, say)
    if (reason === 'io server disconnect') connectAgainLater()
  })
  socket.on('connect_error', () => {
    dispatcher.emit('disconnected', undefined)
    if (isRetrying(socket)) return
    dispatcher.emit('refused', undefined)
    connectAgainLater()
  })
  for (const name of SERVER_EVENTS) {
    socket.on(name, (payload: ServerEvents[typeof name]) => {
      const verdict = sequence.observe(payload.seq)
      if (verdict === 'repeat') return
      if (!isStillSeen(payload)) dispatcher.emit(name, payload as never)
      if (verdict === 'gap') dispatcher.emit('resync', undefined)
    })
  }
  /** Left one of our rooms, but is in another one of ours. */
  const isStillSeen = (payload: ServerEvents[keyof ServerEvents]) => 'rooms' in payload && payload.rooms.some(sequence.isIn)

  return () => clearTimeout(retry)
}

/** False when the server refused the handshake: socket.io then leaves trying again to us. */
function isRetrying(socket: Pick<Socket, 'on' | 'connect'>): boolean {
  return 'active' in socket && socket.active === true
}

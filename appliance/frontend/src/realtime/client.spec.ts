import { beforeEach, describe, expect, it, vi } from 'vitest'

import { attach } from './client'
import { Dispatcher } from './dispatcher'
import type { RealtimeEvents } from './events'

class FakeSocket {
  active = true
  connect = vi.fn()
  private readonly handlers = new Map<string, (payload: unknown) => void>()

  on(name: string, handler: (payload: never) => void): this {
    this.handlers.set(name, handler as (payload: unknown) => void)
    return this
  }

  receive(name: string, payload?: unknown): void {
    this.handlers.get(name)?.(payload)
  }
}

let socket: FakeSocket
let told: string[]

beforeEach(() => {
  socket = new FakeSocket()
  told = []
  const dispatcher = new Dispatcher()
  const note = (name: keyof RealtimeEvents) => () => told.push(name)
  dispatcher.subscribe({
    'message.created': note('message.created'),
    'conversation.updated': note('conversation.updated'),
    connected: note('connected'),
    disconnected: note('disconnected'),
    refused: note('refused'),
    resync: note('resync'),
    moved: note('moved'),
    'conversation.left': note('conversation.left'),
  })
  attach(socket as never, dispatcher)
})

const hello = (seq: number) => socket.receive('hello', { rooms: [{ room: 'all', seq }, { room: 'person:7', seq: 0 }] })
const event = (seq: number) => socket.receive('message.created', { seq: { all: seq, 'queue:3': 40 + 2 * seq } })

describe('the realtime client', () => {
  it('passes events on in order', () => {
    hello(3)
    told = []
    event(4)
    socket.receive('conversation.updated', { seq: { all: 5 } })
    expect(told).toEqual(['message.created', 'conversation.updated'])
  })

  it('asks for a refetch when an event is missing, and still passes on the one that came', () => {
    hello(3)
    told = []
    event(6)
    expect(told).toEqual(['message.created', 'resync'])
  })

  it('ignores an event it already had', () => {
    hello(3)
    event(4)
    told = []
    event(4)
    expect(told).toEqual([])
  })

  it('refetches after a reconnection only if something was missed', () => {
    hello(3)
    socket.receive('disconnect', 'transport close')
    told = []
    hello(3)
    expect(told).toEqual(['connected'])
    socket.receive('disconnect', 'transport close')
    told = []
    hello(4)
    expect(told).toEqual(['connected', 'resync'])
  })

  it('refetches after a reconnection into other rooms, saying so', () => {
    hello(3)
    socket.receive('disconnect', 'transport close')
    told = []
    socket.receive('hello', { rooms: [{ room: 'queue:3', seq: 3 }] })
    expect(told).toEqual(['connected', 'moved', 'resync'])
  })

  it('tells of a conversation that left only if it is out of sight now', () => {
    const left = (seq: number, rooms: string[]) => socket.receive('conversation.left', { seq: { all: seq }, conversation_id: 1, rooms })
    hello(3)
    told = []
    left(4, ['queue:3', 'person:7'])
    expect(told).toEqual([])
    left(5, ['queue:3', 'person:8'])
    expect(told).toEqual(['conversation.left'])
  })

  it('asks at once whether the session still holds when the server hangs up', () => {
    vi.useFakeTimers()
    socket.receive('disconnect', 'io server disconnect')
    expect(told).toEqual(['disconnected', 'refused'])
  })

  it('tries again by itself where socket.io gives up', () => {
    vi.useFakeTimers()
    socket.receive('disconnect', 'io server disconnect')
    vi.runAllTimers()
    expect(socket.connect).toHaveBeenCalledOnce()
    socket.active = false
    socket.receive('connect_error', new Error('refused'))
    vi.runAllTimers()
    expect(socket.connect).toHaveBeenCalledTimes(2)
    expect(told).toContain('refused')
  })

  it('leaves a broken line to socket.io', () => {
    vi.useFakeTimers()
    socket.receive('disconnect', 'transport close')
    socket.receive('connect_error', new Error('no line'))
    vi.runAllTimers()
    expect(socket.connect).not.toHaveBeenCalled()
    expect(told).toEqual(['disconnected', 'disconnected'])
  })
})

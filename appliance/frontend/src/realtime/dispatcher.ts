/** Tells whoever subscribed; knows neither the socket nor the stores. */
import type { RealtimeEvents } from './events'

type Handler<Name extends keyof RealtimeEvents> = (payload: RealtimeEvents[Name]) => void
type Handlers = { [Name in keyof RealtimeEvents]?: Handler<Name> }

export class Dispatcher {
  private readonly subscribers = new Set<Handlers>()

  /** One table from event name to action; returns how to stop. */
  subscribe(handlers: Handlers): () => void {
    this.subscribers.add(handlers)
    return () => this.subscribers.delete(handlers)
  }

  emit<Name extends keyof RealtimeEvents>(name: Name, payload: RealtimeEvents[Name]): void {
    for (const handlers of [...this.subscribers]) handlers[name]?.(payload)
  }
}

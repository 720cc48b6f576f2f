import { http } from './http'
import type { Id, Page, User } from './types'

/** Somebody who signs in to this help desk. */
export interface Colleague extends User {
  is_active: boolean
  is_online: boolean
}

export const fetchPeople = (cursor: string | null = null) =>
  http.get<Page<Colleague>>('/users', { query: { limit: 200, cursor: cursor ?? undefined } })

/** Everybody, page after page. */
export async function fetchEverybody(): Promise<Colleague[]> {
  const all = new Map<Id, Colleague>()
  let cursor: string | null = null
  do {
    const page: Page<Colleague> = await fetchPeople(cursor)
    for (const one of page.data) all.set(one.id, one)
    cursor = page.next_cursor
  } while (cursor)
  return [...all.values()]
}

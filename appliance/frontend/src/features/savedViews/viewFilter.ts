/** Between the list at the left and what a view keeps: the API's own parameters, its days as moments. */
import type { ViewFilter } from '@/api/savedViews'
import { toWall } from '@/format/wallTime'
import { asked, readFilter, type ListFilter, type Tab } from '@/stores/conversationFilter'

const DAY = 24 * 3_600_000

/** What the list asks for now, as a view would keep it. */
export const toView = (tab: Tab, filter: ListFilter, search: string): ViewFilter => ({ ...asked(tab, filter, search) }) as ViewFilter

/** The list that a view opens: all, narrowed down. What a newer version of the list understands is left out. */
export function fromView(view: ViewFilter): { filter: ListFilter; search: string } {
  const { from, to, q, ...others } = view
  const text = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]))
  return {
    filter: readFilter({ ...text, ...(from ? { from: dayOf(from, 0) } : {}), ...(to ? { to: dayOf(to, -DAY) } : {}) }),
    search: q === undefined ? '' : String(q),
  }
}

/** Whether the list shows just what a view keeps. */
export function isShown(view: ViewFilter, tab: Tab, filter: ListFilter, search: string): boolean {
  const key = (one: ViewFilter) => JSON.stringify(Object.entries(one).map(([name, value]) => [name, String(value)]).sort())
  return key(view) === key(toView(tab, filter, search))
}

const dayOf = (moment: string | number | boolean, shift: number) => toWall(new Date(Date.parse(String(moment)) + shift)).slice(0, 10)

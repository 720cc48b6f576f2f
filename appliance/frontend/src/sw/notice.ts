/** What a push says (appliance/push/words.py), and how it is shown. */

export interface PushMessage {
  event: string
  conversation_id: number | null
  title: string
  body: string
  tag: string
  icon: string
}

/** As kept with a notification on screen. */
export interface NoticeData {
  event: string
  conversation_id: number | null
  at: number
}

export interface ShownNotice {
  title: string
  options: NotificationOptions & { renotify?: boolean; data: NoticeData }
}

/** An open window told of the same a moment ago: its words stay, and nothing sounds twice. */
const SAME_WITHIN = 30_000

/** null: not ours. */
export function readPush(text: string): PushMessage | null {
  try {
    const found: unknown = JSON.parse(text)
    return isPush(found) ? found : null
  } catch {
    return null
  }
}

export function noticeOf(push: PushMessage, now: number, shown: Pick<Notification, 'title' | 'body' | 'data'>[]): ShownNotice {
  const same = shown.find(({ data }) => isSame(data, push, now))
  return {
    title: same?.title ?? push.title,
    options: {
      body: same?.body ?? push.body,
      tag: push.tag,
      icon: push.icon,
      renotify: !same,
      silent: same ? true : null,
      data: { event: push.event, conversation_id: push.conversation_id, at: now },
    },
  }
}

/** Where a click leads. */
export function pageOf(data: unknown): string {
  const id = (data as Partial<NoticeData> | null)?.conversation_id
  return Number.isInteger(id) ? `/inbox/${id}` : '/inbox'
}

function isSame(data: unknown, push: PushMessage, now: number): boolean {
  const { event, conversation_id, at = 0 } = (data ?? {}) as Partial<NoticeData>
  return event === push.event && conversation_id === push.conversation_id && now - at < SAME_WITHIN
}

function isPush(found: unknown): found is PushMessage {
  const { event, title, body, tag, icon, conversation_id: id } = (found ?? {}) as Partial<PushMessage>
  return [event, title, body, tag, icon].every((one) => typeof one === 'string') && (id === null || Number.isInteger(id))
}

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

import type { NotificationChoices } from '@/api/notifications'
import type { Conversation, Message } from '@/api/types'
import { useAnnouncer } from '@/stores/announcer'
import { useConversations } from '@/stores/conversations'
import { useDrafts } from '@/stores/drafts'
import { useNotices } from '@/stores/notices'
import { usePeople } from '@/stores/people'
import { useQueues } from '@/stores/queues'
import { useSession } from '@/stores/session'
import { makeChoices, makeConversation, makeMessage, makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useArrivals } from './useArrivals'

const told = vi.hoisted(() => vi.fn())
vi.mock('@/features/notifications/alert', () => ({ alert: told }))

let choices: NotificationChoices
let isHidden = true

beforeEach(() => {
  signIn()
  told.mockReset()
  choices = makeChoices()
  isHidden = true
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden)
  new FakeServer().on('GET /notifications', () => ({ body: { choices, browsers: [] } }))
})

async function listening(openId: number | null = null) {
  const arrivals = useArrivals(ref(openId))
  await flushPromises()
  return arrivals
}

/** What was told of, as [event, title, body]. */
async function heard() {
  await flushPromises()
  return told.mock.calls.map(([{ event, title, body }]) => [event, title, body])
}

async function arrive(conversation: Partial<Conversation>, message: Partial<Message> = {}, openId: number | null = null) {
  const given = makeConversation({ id: 1, ...conversation })
  const { arrived } = await listening(openId)
  arrived({ seq: { all: 1 }, conversation_id: 1, conversation: given, message: makeMessage({ content: 'Oi!', ...message }) })
}

async function change(now: Partial<Conversation>, before?: Partial<Conversation>) {
  const { changed } = await listening()
  changed(makeConversation({ id: 2, ...now }), before && makeConversation({ id: 2, ...before }))
}

describe('a customer’s message', () => {
  it('for me is announced and told, with how I chose to hear it', async () => {
    await arrive({})
    expect(await heard()).toEqual([['message', 'Maria Lima', 'Oi!']])
    expect(told.mock.calls[0]?.[0].chosen).toEqual(choices.events.message)
    expect(useAnnouncer().text).toBe('Maria Lima escreveu: Oi!')
  })

  it('for whoever comes first is read out: that it waits was told once', async () => {
    await arrive({ status: 'waiting', assigned_user_id: null })
    expect(await heard()).toEqual([])
    expect(useAnnouncer().text).toContain('Oi!')
  })

  it('for a colleague or the bot disturbs nobody', async () => {
    await arrive({ assigned_user_id: 8 })
    await arrive({ status: 'bot', assigned_user_id: null })
    expect(await heard()).toEqual([])
    expect(useAnnouncer().text).toBe('')
  })

  it('in the conversation I look at is read out and nothing more', async () => {
    isHidden = false
    await arrive({}, {}, 1)
    expect(await heard()).toEqual([])
    expect(useAnnouncer().text).toContain('Oi!')
  })

  it('in the open conversation is told while the page is out of sight', async () => {
    await arrive({}, {}, 1)
    expect(await heard()).toHaveLength(1)
  })

  it('of our own is no arrival', async () => {
    await arrive({}, { sender_type: 'bot' })
    expect(await heard()).toEqual([])
  })

  it('is not told where neither sound nor notice is wanted', async () => {
    choices.events.message = { ...choices.events.message, sound: false, notice: false }
    await arrive({})
    expect(await heard()).toEqual([])
  })

  it('without a sound is not told on a page that is seen', async () => {
    isHidden = false
    choices.events.message.sound = false
    await arrive({})
    expect(await heard()).toEqual([])
  })

  it('leaves in peace who is on a break, unless they want otherwise', async () => {
    signIn({ availability: 'paused' } as never)
    await arrive({})
    expect(await heard()).toEqual([])
    choices.quiet_when_away = false
    await arrive({})
    expect(await heard()).toHaveLength(1)
  })
})

describe('a conversation', () => {
  const TRANSFERRED = { attention_reason: 'transferred', needs_human_attention: true }

  it('that a colleague gives me is told once', async () => {
    await change(TRANSFERRED, { assigned_user_id: 8 })
    await change(TRANSFERRED, TRANSFERRED)
    expect(await heard()).toEqual([['transferred', 'Maria Lima', 'Transferida por um colega']])
    expect(useNotices().notices).toHaveLength(1)
  })

  it('that the queue gives me is told', async () => {
    await change({ attention_reason: 'assigned', needs_human_attention: true })
    expect(await heard()).toEqual([['transferred', 'Maria Lima', 'O setor passou para você']])
  })

  it('given to a colleague is not mine to know', async () => {
    await change({ ...TRANSFERRED, assigned_user_id: 8 })
    expect(await heard()).toEqual([])
  })

  it('of mine that is nearly late is told once', async () => {
    const risky = { attention_reason: 'sla_at_risk', needs_human_attention: true }
    await change(risky, {})
    await change(risky, risky)
    expect(await heard()).toEqual([['sla', 'Maria Lima', 'O prazo está acabando']])
  })

  it('that comes to another queue is told there, however long its customer has waited', async () => {
    const long = new Date(Date.now() - 600_000).toISOString()
    await change(waiting({ waiting_since: long }), waiting({ waiting_since: long, queued_at: long, queue_id: 8 }))
    expect(await heard()).toHaveLength(1)
  })

  const waiting = (more: Partial<Conversation> = {}) => ({ status: 'waiting' as const, assigned_user_id: null, queue_id: null, queued_at: new Date().toISOString(), ...more })

  it('that comes to wait is told, in the common queue and in mine', async () => {
    useSession().session = { ...makeSession(), queue_ids: [3] }
    await change(waiting())
    await change(waiting({ queue_id: 3 }))
    await change(waiting({ queue_id: 4 }))
    expect((await heard()).map(([event]) => event)).toEqual(['waiting', 'waiting'])
  })

  it('that has waited is no news', async () => {
    const now = waiting()
    await change(now, now)
    await change(waiting({ queued_at: new Date(Date.now() - 300_000).toISOString() }))
    expect(await heard()).toEqual([])
  })

  it('in a queue that gives out what waits is left to the offer', async () => {
    useSession().session = { ...makeSession(), queue_ids: [3] }
    vi.spyOn(useQueues(), 'find').mockReturnValue({ id: 3, routing: 'round_robin' } as never)
    await change(waiting({ queue_id: 3 }))
    expect(await heard()).toEqual([])
    const { offeredToMe } = await listening()
    offeredToMe(makeConversation({ id: 2 }))
    expect(await heard()).toEqual([['offer', 'Maria Lima', 'Conversa oferecida a você']])
  })
})

describe('the open conversation, taken over by a colleague', () => {
  const MINE = makeConversation({ id: 2 })
  async function taken(now: Partial<Conversation>, openId: number | null = 2) {
    const { changed } = await listening(openId)
    changed({ ...MINE, ...now }, MINE)
    return useNotices().notices.map((one) => one.text)
  }

  it('says by whom, and that what one was writing is kept, if one was', async () => {
    usePeople().remember([{ id: 8, name: 'Ana Martins' }])
    expect(await taken({ assigned_user_id: 8 })).toEqual(['Ana Martins assumiu esta conversa.'])
    useDrafts().write(2, 'Chega am')
    expect(await taken({ assigned_user_id: 8 })).toContain('Ana Martins assumiu esta conversa. O que você escreveu está guardado.')
    expect(useAnnouncer().text).toContain('está guardado')
  })

  it('says so of one whose name is not known yet', async () => {
    expect(await taken({ assigned_user_id: 99 })).toEqual(['Um colega assumiu esta conversa.'])
  })

  it.each([
    ['that I gave away', { assigned_user_id: 8, needs_human_attention: true, attention_reason: 'transferred' }, 2],
    ['that is still mine', { unread_count: 1 }, 2],
    ['that is closed', { status: 'closed' }, 2],
    ['that I do not look at', { assigned_user_id: 8 }, 1],
  ] as const)('says nothing of one %s', async (_, now, openId) => {
    expect(await taken(now, openId)).toEqual([])
  })
})

it('a note that names me is told, with whose conversation it is in, if that is known', async () => {
  const { mentioned } = await listening()
  useConversations().keep(makeConversation({ id: 5 }))
  mentioned(5)
  await heard()
  mentioned(6)
  expect((await heard()).map(([, title]) => title)).toEqual(['Maria Lima', 'ACME'])
})

it('nothing is told before it is known what I want', async () => {
  new FakeServer().refuse('GET /notifications', 500, 'unexpected')
  await arrive({})
  expect(await heard()).toEqual([])
})

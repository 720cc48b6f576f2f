import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

import type { Conversation, Message } from '@/api/types'
import { useAnnouncer } from '@/stores/announcer'
import { usePreferences } from '@/stores/preferences'
import { makeConversation, makeMessage } from '@/testing/factories'
import { signIn } from '@/testing/mountInApp'

import { useArrivals } from './useArrivals'

const shown = vi.fn()

class FakeNotification {
  static permission = 'granted'
  onclick: (() => void) | null = null
  close = vi.fn()
  constructor(title: string, options: NotificationOptions) {
    shown(title, options.body, this)
  }
}

beforeEach(() => {
  signIn()
  shown.mockReset()
  vi.stubGlobal('Notification', FakeNotification)
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  usePreferences().wantsNotifications = true
})

function arrive(conversation: Partial<Conversation>, message: Partial<Message> = {}, openId: number | null = null) {
  const open = vi.fn()
  const given = makeConversation({ id: 1, ...conversation })
  const event = { seq: { all: 1 }, conversation_id: 1, conversation: given, message: makeMessage({ content: 'Oi!', ...message }) }
  useArrivals(ref(openId), open).arrived(event)
  return open
}

describe('a customer’s message', () => {
  it('for me, or for whoever comes first, is announced and notified', () => {
    arrive({})
    arrive({ status: 'waiting' })
    expect(shown.mock.calls.map(([title, body]) => [title, body])).toEqual([
      ['Maria Lima', 'Oi!'],
      ['Maria Lima', 'Oi!'],
    ])
    expect(useAnnouncer().text).toBe('Maria Lima escreveu: Oi!')
  })

  it('for a colleague or the bot disturbs nobody', () => {
    arrive({ assigned_user_id: 8 })
    arrive({ status: 'bot' })
    expect(shown).not.toHaveBeenCalled()
    expect(useAnnouncer().text).toBe('')
  })

  it('in the open conversation is read out whoever has it', () => {
    arrive({ status: 'bot' }, {}, 1)
    expect(useAnnouncer().text).toContain('Oi!')
  })

  it('is not notified while the page is looked at, nor unless wanted', () => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(false)
    arrive({})
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    usePreferences().wantsNotifications = false
    arrive({})
    expect(shown).not.toHaveBeenCalled()
  })

  it('opens its conversation on a click', () => {
    const open = arrive({})
    shown.mock.calls[0]?.[2].onclick()
    expect(open).toHaveBeenCalledWith(1)
  })
})

it('our own messages are no arrivals', () => {
  arrive({}, { sender_type: 'bot' })
  expect(shown).not.toHaveBeenCalled()
})

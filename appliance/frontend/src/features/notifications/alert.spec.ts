import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { usePreferences } from '@/stores/preferences'

import { alert } from './alert'

const played = vi.hoisted(() => vi.fn(async () => true))
vi.mock('./tones', () => ({ play: played }))

const shown = vi.fn()
class FakeNotification {
  static permission = 'granted'
  onclick: (() => void) | null = null
  close = vi.fn()
  constructor(title: string, options: NotificationOptions) {
    shown(title, options, this)
  }
}

const about = { event: 'message' as const, id: 4, title: 'Maria', body: 'Oi!' }
const chosen = (change = {}) => ({ sound: true, tone: 'bell' as const, notice: true, ...change })

beforeEach(() => {
  played.mockClear()
  shown.mockReset()
  vi.stubGlobal('Notification', FakeNotification)
  FakeNotification.permission = 'granted'
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  usePreferences().wantsNotifications = true
})

describe('telling', () => {
  it('sounds and shows as chosen', async () => {
    await alert({ ...about, chosen: chosen() })
    expect(played).toHaveBeenCalledWith('bell')
    expect(shown.mock.calls[0]?.slice(0, 2)).toMatchObject(['Maria', { body: 'Oi!', tag: 'conversation-4', data: { event: 'message', conversation_id: 4 } }])
  })

  it('does only what is wanted', async () => {
    await alert({ ...about, chosen: chosen({ sound: false, notice: false }) })
    expect(played).not.toHaveBeenCalled()
    expect(shown).not.toHaveBeenCalled()
  })

  it('shows nothing on a page that is seen, nor unless allowed here', async () => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(false)
    await alert({ ...about, chosen: chosen() })
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    usePreferences().wantsNotifications = false
    await alert({ ...about, chosen: chosen() })
    usePreferences().wantsNotifications = true
    FakeNotification.permission = 'denied'
    await alert({ ...about, chosen: chosen() })
    expect(shown).not.toHaveBeenCalled()
    expect(played).toHaveBeenCalledTimes(3)
  })

  it('goes through the service worker where there is one', async () => {
    const showNotification = vi.fn()
    vi.stubGlobal('navigator', { serviceWorker: { getRegistration: async () => ({ showNotification }) } })
    await alert({ ...about, chosen: chosen() })
    expect(showNotification.mock.calls[0]?.[0]).toBe('Maria')
    expect(shown).not.toHaveBeenCalled()
  })

  it('leads to its conversation on a click', async () => {
    const opened = vi.fn()
    window.addEventListener('guiche-open', (event) => opened((event as CustomEvent).detail), { once: true })
    await alert({ ...about, chosen: chosen() })
    shown.mock.calls[0]?.[2].onclick()
    expect(opened).toHaveBeenCalledWith('/inbox/4')
  })

  it('sounds in one of several windows', async () => {
    let isTaken = false
    const request = async (_name: string, _options: object, act: (lock: object | null) => Promise<unknown>) => {
      const mine = isTaken ? null : {}
      isTaken = true
      await act(mine)
    }
    vi.stubGlobal('navigator', { locks: { request } })
    void alert({ ...about, chosen: chosen({ notice: false }) })
    void alert({ ...about, chosen: chosen({ notice: false }) })
    await flushPromises()
    expect(played).toHaveBeenCalledOnce()
  })
})

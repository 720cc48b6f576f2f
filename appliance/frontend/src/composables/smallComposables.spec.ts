import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import { useConversations } from '@/stores/conversations'
import { useNotices } from '@/stores/notices'
import { makeConversation } from '@/testing/factories'
import { signIn } from '@/testing/mountInApp'

import { useAction } from './useAction'
import { useDismiss } from './useDismiss'
import { useStickToEnd } from './useStickToEnd'
import { usePageTitle } from './usePageTitle'
import { useTitleBadge } from './useTitleBadge'

describe('useAction', () => {
  it('runs once at a time', async () => {
    let finish!: () => void
    const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
    const action = useAction(work)
    void action.run()
    void action.run()
    expect(action.isBusy.value).toBe(true)
    finish()
    await flushPromises()
    expect(action.isBusy.value).toBe(false)
    expect(work).toHaveBeenCalledOnce()
  })

  it('says in words what failed', async () => {
    await useAction(() => Promise.reject(new TypeError('x'))).run()
    expect(useNotices().notices[0]?.text).toContain('Algo deu errado')
  })
})

describe('useTitleBadge', () => {
  it('counts conversations with something unread that are mine or wait', async () => {
    signIn()
    const conversations = useConversations()
    conversations.keepAll([
      makeConversation({ unread_count: 3 }),
      makeConversation({ unread_count: 1, status: 'waiting' }),
      makeConversation({ unread_count: 1, assigned_user_id: 8 }),
      makeConversation({ unread_count: 1, status: 'bot' }),
      makeConversation({ unread_count: 0 }),
    ], 0)
    const scope = effectScope()
    scope.run(() => useTitleBadge())
    expect(document.title).toBe('(2) ACME')
    scope.stop()
    await nextTick()
    expect(document.title).toBe('ACME')
  })
})

describe('usePageTitle', () => {
  it('names the page, and the one within it, beside what is unread', async () => {
    signIn()
    useConversations().keepAll([makeConversation({ unread_count: 3 })], 0)
    const [shell, outer, inner] = [effectScope(), effectScope(), effectScope()]
    shell.run(() => useTitleBadge())
    outer.run(() => usePageTitle(() => 'Configurações'))
    inner.run(() => usePageTitle(() => 'Etiquetas'))
    await nextTick()
    expect(document.title).toBe('(1) Etiquetas · ACME')
    inner.stop()
    await nextTick()
    expect(document.title).toBe('(1) Configurações · ACME')
    outer.stop()
    shell.stop()
  })
})

describe('useDismiss', () => {
  it('closes on Escape, giving focus back, and on a click outside', async () => {
    document.body.innerHTML = '<div id="menu"><button>o</button></div><p>outside</p>'
    const root = ref(document.querySelector<HTMLElement>('#menu'))
    const trigger = ref(document.querySelector('button'))
    const scope = effectScope()
    const { isOpen } = scope.run(() => useDismiss(root, trigger))!
    isOpen.value = true
    await nextTick()
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect(isOpen.value).toBe(false)
    expect(document.activeElement).toBe(trigger.value)
    isOpen.value = true
    await nextTick()
    trigger.value?.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    expect(isOpen.value).toBe(true)
    document.querySelector('p')?.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    expect(isOpen.value).toBe(false)
    scope.stop()
  })
})

describe('useStickToEnd', () => {
  it('lets go only when one scrolls up', () => {
    const box = document.createElement('div')
    const at = (scrollTop: number, scrollHeight: number) =>
      Object.defineProperties(box, {
        scrollTop: { value: scrollTop, configurable: true },
        scrollHeight: { value: scrollHeight, configurable: true },
        clientHeight: { value: 500, configurable: true },
      })
    const scope = effectScope()
    vi.spyOn(console, 'warn').mockReturnValue() // onMounted outside of a component
    const { isAtEnd, onScroll } = scope.run(() => useStickToEnd(ref(box), ref(null)))!
    at(500, 1000)
    onScroll()
    at(500, 1400) // grew below
    onScroll()
    expect(isAtEnd.value).toBe(true)
    at(200, 1400)
    onScroll()
    expect(isAtEnd.value).toBe(false)
    at(880, 1400)
    onScroll()
    expect(isAtEnd.value).toBe(true)
    scope.stop()
  })
})

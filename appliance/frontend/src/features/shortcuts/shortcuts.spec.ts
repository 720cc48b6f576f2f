import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'

import { useConversationList } from '@/stores/conversationList'
import { usePreferences } from '@/stores/preferences'
import { makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import { isMeant } from './shortcuts'
import { useShortcuts } from './useShortcuts'
import { takesFocus } from './walking'

const open = vi.fn()
const pressed = vi.fn()
let shown: ReturnType<typeof useShortcuts>

beforeEach(async () => {
  open.mockReset()
  pressed.mockReset()
  signIn()
  new FakeServer().on('GET /conversations', () => ({ body: page([3, 2, 1].map((id) => makeConversation({ id }))) }))
  await useConversationList().show('all')
  // there is no layout here: what is on the page counts as seen
  vi.spyOn(HTMLElement.prototype, 'getClientRects').mockReturnValue([{}] as never)
  await mountInApp(
    defineComponent({
      setup() {
        shown = useShortcuts(ref(2), open)
        return () => [h('button', { 'aria-keyshortcuts': 't', onClick: pressed }), h('button', { 'aria-keyshortcuts': 'e', disabled: true, onClick: pressed }), h('textarea')]
      },
    }),
  )
  await flushPromises()
})

function type(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  return event
}

describe('the keys of the inbox', () => {
  it('walk the list', () => {
    type('j')
    type('k')
    expect(open.mock.calls).toEqual([[1], [3]])
  })

  it('press what says that it hears them, unless it is disabled', () => {
    expect(type('t').defaultPrevented).toBe(true)
    expect(type('e').defaultPrevented).toBe(false)
    expect(pressed).toHaveBeenCalledOnce()
  })

  it('show the list of themselves', () => {
    type('?')
    expect(shown.isListOpen.value).toBe(true)
  })

  it('are letters where one types, and the browser’s with a modifier', () => {
    type('t', document.querySelector('textarea')!)
    type('t', document.body, { ctrlKey: true })
    expect(pressed).not.toHaveBeenCalled()
  })

  it('are heard again once one left the field', () => {
    document.body.innerHTML = '<div id="thread"><textarea></textarea></div>'
    const field = document.querySelector('textarea')!
    field.focus()
    type('Escape', field)
    expect(document.activeElement).toBe(document.body)
  })

  it('can be turned off', () => {
    usePreferences().usesShortcuts = false
    type('t')
    expect(pressed).not.toHaveBeenCalled()
  })
})

it('a checkbox takes no letters', () => {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox' })
  document.body.append(box)
  const event = new KeyboardEvent('keydown', { key: 'j', bubbles: true })
  box.dispatchEvent(event)
  expect(isMeant(event)).toBe(true)
})

it('walking leaves the focus on the row, and Enter goes from there to the field', () => {
  document.body.innerHTML = `
    <div class="pane-list">${[1, 2, 3].map((id) => `<a href="#" data-conversation="${id}">${id}</a>`).join('')}</div>
    <div id="thread"><button aria-keyshortcuts="r"></button><textarea></textarea></div>`
  const write = vi.fn()
  document.querySelector('#thread button')!.addEventListener('click', write)
  type('j')
  expect(document.activeElement?.textContent).toBe('1')
  expect(takesFocus()).toBe(false)
  const row = document.querySelector<HTMLElement>('[data-conversation="2"]')! // the open one
  type('Enter', document.activeElement!)
  expect(write).not.toHaveBeenCalled()
  row.focus()
  expect(type('Enter', row).defaultPrevented).toBe(true)
  expect(write).toHaveBeenCalledOnce()
  expect(takesFocus()).toBe(true)
})

it('a click ends the walk', () => {
  type('j')
  document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
  expect(takesFocus()).toBe(true)
})

import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Limits } from '@/api/limits'

import { useConversations } from '@/stores/conversations'
import { useDrafts } from '@/stores/drafts'
import { useLimits } from '@/stores/limits'
import { useMessages } from '@/stores/messages'
import { useNotices } from '@/stores/notices'
import { OUTBOX_LIMIT, useOutbox } from '@/stores/outbox'
import { eventually } from '@/testing/eventually'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { stopWalking, walked } from '@/features/shortcuts/walking'

import MessageComposer from './MessageComposer.vue'

let server: FakeServer

beforeEach(() => {
  signIn()
  useLimits().limits = { text: { content: 4096 }, image: { caption: 1024, bytes: 1 }, document: { bytes: 1000 } } as Limits
  server = new FakeServer().on('POST /conversations/1/typing', () => ({ status: 204 })).on('GET /messages/scheduled', () => ({ body: page([]) })).on('POST /messages', ({ body }) => ({
    status: 201,
    body: makeMessage({ ...(body as object), sender_type: 'attendant', status: 'queued' }),
  }))
})

function show(id = 1) {
  const conversation = useConversations().keep(makeConversation({ id }))
  return mount(MessageComposer, { props: { conversation }, attachTo: document.body })
}
const posts = () => server.sent('POST /messages')

describe('the composer', () => {
  it('sends on Enter, trimmed, and is empty at once', async () => {
    const field = show()
    await field.get('textarea').setValue('  Oi, tudo bem?\n')
    await field.get('textarea').trigger('keydown', { key: 'Enter' })
    expect(field.get('textarea').element.value).toBe('')
    await flushPromises()
    expect(server.sent('POST /messages')[0]?.body).toMatchObject({
      conversation_id: 1,
      content: 'Oi, tudo bem?',
      message_type: 'text',
    })
  })

  it('sends once, however often the button is pressed', async () => {
    const field = show()
    await field.get('textarea').setValue('Oi')
    const form = field.get('form')
    await Promise.all([form.trigger('submit'), form.trigger('submit'), form.trigger('submit')])
    await flushPromises()
    expect(posts()).toHaveLength(1)
  })

  it('does not open the microphone that stands in its place by a second click, nor by a third', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const field = show()
    const microphone = () => field.find('button[aria-label="Gravar mensagem de voz"]')
    await field.get('textarea').setValue('Oi')
    await field.get('button[type="submit"]').trigger('submit')
    await flushPromises()
    vi.advanceTimersByTime(180)
    await microphone().trigger('click', { detail: 2 })
    vi.advanceTimersByTime(600)
    await microphone().trigger('click', { detail: 1 })
    expect(microphone().exists()).toBe(true)
    expect(document.activeElement).toBe(field.get('textarea').element)
    vi.advanceTimersByTime(400)
    await microphone().trigger('click', { detail: 1 })
    expect(microphone().exists()).toBe(false)
  })

  it('leaves Shift+Enter and the input method their Enter', async () => {
    const field = show()
    await field.get('textarea').setValue('Oi')
    await field.get('textarea').trigger('keydown', { key: 'Enter', shiftKey: true })
    await field.get('textarea').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(posts()).toHaveLength(0)
  })

  it('does not send blanks', async () => {
    const field = show()
    await field.get('textarea').setValue('  \n ')
    await field.get('textarea').trigger('keydown', { key: 'Enter' })
    expect(posts()).toHaveLength(0)
    expect(field.find('button[type="submit"]').exists()).toBe(false)
  })

  it('keeps a draft per conversation and forgets it once sent', async () => {
    const field = show(1)
    await field.get('textarea').setValue('Vou verif')
    field.unmount()
    expect(show(2).get('textarea').element.value).toBe('')
    const again = show(1)
    expect(again.get('textarea').element.value).toBe('Vou verif')
    await again.get('form').trigger('submit')
    expect(useDrafts().textOf(1)).toBe('')
  })

  it('counts towards the limit and refuses beyond it, losing nothing', async () => {
    const field = show()
    await field.get('textarea').setValue('a'.repeat(4090))
    expect(field.text()).toContain('restam 6 caracteres')
    await field.get('textarea').setValue('😀'.repeat(4096))
    expect(field.text()).toContain('resta 0 caractere')
    await field.get('textarea').setValue('a'.repeat(4097))
    expect(field.text()).toContain('1 caractere além do limite')
    await field.get('textarea').trigger('keydown', { key: 'Enter' })
    expect(posts()).toHaveLength(0)
    expect(field.get('textarea').element.value).toHaveLength(4097)
  })

  it('keeps a message that could not leave, to be tried again', async () => {
    server.cut('POST /messages')
    const field = show()
    await field.get('textarea').setValue('Oi')
    await field.get('form').trigger('submit')
    await flushPromises()
    expect(useOutbox().of(1)).toMatchObject([{ content: 'Oi', state: 'waiting' }])
  })

  it('takes no more in when too much waits already, losing nothing', async () => {
    server.cut('POST /messages')
    const messages = useMessages()
    for (let sent = 0; sent < OUTBOX_LIMIT; sent += 1) await messages.send(2, 'Oi')
    const field = show()
    await field.get('textarea').setValue('Mais uma')
    await field.get('form').trigger('submit')
    expect(field.get('textarea').element.value).toBe('Mais uma')
    expect(useOutbox().of(1)).toEqual([])
    expect(useNotices().notices[0]?.text).toContain('Há 50 mensagens não enviadas')
  })

  it('shows a text that is put back into it', async () => {
    const field = show()
    useDrafts().write(1, 'Vou verificar')
    await flushPromises()
    expect(field.get('textarea').element.value).toBe('Vou verificar')
  })

  it('takes the focus, but not from one who walks the list', () => {
    const writing = show()
    expect(document.activeElement).toBe(writing.get('textarea').element)
    walked()
    const field = show(2)
    stopWalking()
    expect(document.activeElement).not.toBe(field.get('textarea').element)
  })

  it('puts an emoji where the caret is', async () => {
    HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
      this.open = true
    }
    const { wrapper: field } = await mountInApp(MessageComposer, { props: { conversation: useConversations().keep(makeConversation({ id: 1 })) } })
    const area = field.get<HTMLTextAreaElement>('textarea').element
    await field.get('textarea').setValue('Oi, tudo bem?')
    area.setSelectionRange(2, 2)
    await field.get('[aria-label="Pôr um emoji"]').trigger('click')
    await eventually(() => expect(document.querySelector('dialog')).not.toBeNull())
    const typed = document.querySelector<HTMLInputElement>('dialog input')!
    typed.value = '🦜'
    typed.dispatchEvent(new Event('input'))
    await flushPromises()
    typed.form!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await flushPromises()
    expect([area.value, area.selectionStart]).toEqual(['Oi🦜, tudo bem?', 4])
    expect(document.activeElement).toBe(area)
    expect([document.querySelector('dialog'), posts()]).toEqual([null, []])
  })
})

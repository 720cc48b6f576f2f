import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useConversations } from '@/stores/conversations'
import { makeContact, makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import BeginDialog from './BeginDialog.vue'

let server: FakeServer
const begun = makeConversation({ id: 31, window_expires_at: null, last_message: null })
const people = [makeContact({ id: 1, name: 'Ana' }), makeContact({ id: 2, name: 'Só usuário', phone: null, wa_id: null, username: 'bia' })]

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn()
  server = new FakeServer().on('GET /contacts', () => ({ body: page(people) })).on('POST /conversations', () => ({ status: 201, body: begun }))
})

async function show() {
  const { wrapper } = await mountInApp(BeginDialog)
  await flushPromises()
  return wrapper
}
type Shown = Awaited<ReturnType<typeof show>>
const button = (view: Shown, label: string) => view.findAll('button').find((one) => one.text().includes(label))!
const asked = () => server.sent('POST /conversations').map((one) => one.body)

async function number(view: Shown, typed: string, name = '') {
  await button(view, 'Um número').trigger('click')
  const [phone, called] = view.findAll('form input:not([type=search])')
  await phone!.setValue(typed)
  await called!.setValue(name)
  await view.get('form').trigger('submit')
  await flushPromises()
  return phone!.element as HTMLInputElement
}

describe('a new conversation', () => {
  it('is begun with a contact, also one who has no number', async () => {
    const view = await show()
    await button(view, 'Só usuário').trigger('click')
    await flushPromises()
    expect(asked()).toEqual([{ contact_id: 2 }])
    expect(view.emitted('begun')).toEqual([[begun]])
    expect(useConversations().find(31)).toEqual(begun)
  })

  it('is begun with a number, grouped as it is typed', async () => {
    const view = await show()
    const phone = await number(view, '11987650001', ' Rui ')
    expect(phone.value).toBe('(11) 98765-0001')
    expect(asked()).toEqual([{ phone: '(11) 98765-0001', name: 'Rui' }])
    expect(view.emitted('begun')).toHaveLength(1)
  })

  it.each([
    ['', 'Escreva o número.'],
    ['98765-0001', 'Falta o DDD.'],
    ['119876', 'Faltam dígitos.'],
  ])('says what is wrong with %j, and asks nobody', async (typed, words) => {
    const view = await show()
    const phone = await number(view, typed)
    expect(view.text()).toContain(words)
    expect(document.activeElement).toBe(phone)
    expect(asked()).toEqual([])
  })

  it('says at the field what the server finds wrong with the number, until it is changed', async () => {
    server.refuse('POST /conversations', 422, 'invalid_input', { json: { phone: ['Este número não existe no Brasil.'] } })
    const view = await show()
    await number(view, '(20) 98765-0001')
    expect(view.text()).toContain('Este número não existe no Brasil.')
    await view.get('input[type=tel]').setValue('(21) 98765-0001')
    expect(view.text()).not.toContain('Este número não existe no Brasil.')
  })

  it('says who has the conversation already', async () => {
    server.refuse('POST /conversations', 409, 'already_taken', { assigned_user: { id: 8, name: 'Carlos' } })
    const view = await show()
    await button(view, 'Ana').trigger('click')
    await flushPromises()
    expect(view.get('[role=alert]').text()).toBe('A conversa já está com Carlos.')
    expect(view.emitted('begun')).toBeUndefined()
  })
})

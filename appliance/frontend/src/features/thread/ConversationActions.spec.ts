import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Conversation } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useNotices } from '@/stores/notices'
import { eventually } from '@/testing/eventually'
import { makeColleague, makeContact, makeConversation, makeQueue } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ConversationActions from './ConversationActions.vue'

let server: FakeServer

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn()
  server = new FakeServer()
    .on('GET /users', () => ({ body: page([makeColleague({ id: 8, name: 'Carlos Lima', is_online: true })]) }))
    .on('GET /queues', () => ({ body: page([makeQueue({ id: 5, name: 'Cobrança', member_ids: [8] })]) }))
    .on('GET /conversations/1', () => ({ body: makeConversation({ id: 1 }) }))
})

async function show(conversation: Partial<Conversation>) {
  const { wrapper } = await mountInApp(ConversationActions, { props: { conversation: makeConversation({ id: 1, ...conversation }) } })
  return wrapper
}
const transferButton = 'button[aria-label="Transferir conversa"]'

async function choose(name: string) {
  const actions = await show({})
  await actions.get(transferButton).trigger('click')
  await eventually(() => expect(actions.text()).toContain('Carlos Lima'))
  await actions.findAll('label').find((one) => one.text().includes(name))?.get('input').setValue()
  await actions.get('textarea').setValue('Quer a segunda via')
  await actions.get('form').trigger('submit')
  await flushPromises()
  return actions
}

describe('a transfer', () => {
  it.each([
    ['is mine', {}, 'atendente', true],
    ['waits', { status: 'waiting' }, 'atendente', true],
    ['is a colleague’s', { assigned_user_id: 8 }, 'atendente', false],
    ['is a colleague’s', { assigned_user_id: 8 }, 'gerente', true],
    ['is closed', { status: 'closed' }, 'gerente', false],
  ] as const)('of one that %s (%j) is offered to a(n) %s: %s', async (_, conversation, role, isOffered) => {
    signIn({ role })
    expect((await show(conversation)).find(transferButton).exists()).toBe(isOffered)
  })

  it('goes to a person, with a note for them', async () => {
    server.on('POST /conversations/1/transfer', () => ({ body: makeConversation({ id: 1, assigned_user_id: 8 }) }))
    const actions = await choose('Carlos Lima')
    expect(server.sent('POST /conversations/1/transfer')[0]?.body).toEqual({ user_id: 8, note: 'Quer a segunda via' })
    expect(useNotices().notices.map((one) => one.text)).toEqual(['Conversa transferida para Carlos Lima.'])
    expect(actions.find('dialog').exists()).toBe(false)
  })

  it('to a queue that was closed meanwhile: says so, and what was typed stays', async () => {
    server.refuse('POST /conversations/1/transfer', 409, 'inactive_queue', { name: 'Cobrança' })
    const actions = await choose('Cobrança')
    expect(actions.get('[role=alert]').text()).toBe('O setor Cobrança está desativado. Escolha outro.')
    expect(actions.get('textarea').element.value).toBe('Quer a segunda via')
  })
})

it('does not offer to open again one whose customer has begun another', async () => {
  const contact = makeContact()
  const actions = await show({ status: 'closed', contact })
  expect(actions.text()).toContain('Reabrir')
  useConversations().keep(makeConversation({ id: 2, status: 'bot', contact }))
  await flushPromises()
  expect(actions.text()).not.toContain('Reabrir')
})

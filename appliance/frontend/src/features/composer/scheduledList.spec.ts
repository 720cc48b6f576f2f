import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import type { Conversation } from '@/api/types'
import { makeColleague, makeConversation, makeMessage, ME } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { usePeople } from '@/stores/people'
import { useScheduled } from '@/stores/scheduled'

import ScheduledList from './ScheduledList.vue'

const BIA = 9
const later = (id: number, sender_user_id: number) =>
  makeMessage({ id, sender_type: 'attendant', sender_user_id, status: 'scheduled', content: `lembrete ${id}`, scheduled_at: `2999-01-0${id}T12:00:00Z` })

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = () => undefined
  signIn()
  usePeople().all = [makeColleague({ id: BIA, name: 'Bia Reis' })]
  usePeople().remember([{ id: BIA, name: 'Bia Reis' }])
})

/** Each message as `author: what is offered`. */
async function offered(conversation: Partial<Conversation>): Promise<string[]> {
  useScheduled().receive(later(1, ME.id))
  useScheduled().receive(later(2, BIA))
  const { wrapper } = await mountInApp(ScheduledList, { props: { conversation: makeConversation({ id: 1, ...conversation }) } })
  return wrapper.findAll('li').map((one) => `${one.get('p').text().split(' · ')[1]}: ${one.findAll('button').map((button) => button.text()).join(', ')}`)
}

it('offers its author to change and to call it off once the conversation is closed', async () => {
  expect(await offered({ status: 'closed' })).toEqual(['agendada por você: Alterar, Cancelar envio', 'agendada por Bia Reis: '])
})

it('and when somebody else has it now, who may do all of it with every message', async () => {
  expect(await offered({ assigned_user_id: BIA })).toEqual(['agendada por você: Alterar, Cancelar envio', 'agendada por Bia Reis: '])
  expect(await offered({ assigned_user_id: ME.id })).toEqual([
    'agendada por você: Alterar, Enviar agora, Cancelar envio',
    'agendada por Bia Reis: Alterar, Enviar agora, Cancelar envio',
  ])
})

it('offers an admin both with everybody’s', async () => {
  signIn({ role: 'admin', id: 1 })
  expect(await offered({ status: 'closed' })).toEqual(['undefined: Alterar, Cancelar envio', 'agendada por Bia Reis: Alterar, Cancelar envio'])
})

it('offers nothing to who may not write', async () => {
  signIn({}, ['message.send'])
  expect(await offered({ assigned_user_id: ME.id })).toEqual(['agendada por você: ', 'agendada por Bia Reis: '])
})

it('calls it off', async () => {
  const server = new FakeServer().on('POST /messages/1/cancel', () => ({ body: { ...later(1, ME.id), status: 'cancelled' } }))
  useScheduled().receive(later(1, ME.id))
  const { wrapper } = await mountInApp(ScheduledList, { props: { conversation: makeConversation({ id: 1, status: 'closed' }) } })
  await wrapper.findAll('button').find((one) => one.text() === 'Cancelar envio')!.trigger('click')
  await flushPromises()
  expect(server.sent('POST /messages/1/cancel')).toHaveLength(1)
  expect(wrapper.text()).toContain('Nada agendado nesta conversa')
})

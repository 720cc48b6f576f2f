import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import type { FoundConversation, FoundMessage } from '@/api/search'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import { markedNumber } from './markedNumber'
import { messageAt } from './place'
import SearchResults from './SearchResults.vue'

const CONTACT = { id: 1, name: 'José <b>', profile_name: null, phone: '+5511987650001', wa_id: null, username: null }
const CONVERSATION: FoundConversation = {
  id: 7,
  protocol: '20261121-000007',
  status: 'open',
  contact: CONTACT,
  name: [
    { text: 'José', is_match: true },
    { text: ' <b>', is_match: false },
  ],
  last_message_at: '2026-11-21T12:00:00Z',
}
const message = (id: number, text: string): FoundMessage => ({
  id,
  conversation_id: 7,
  protocol: '20261121-000007',
  contact: CONTACT,
  sender_type: 'customer',
  sender_user_id: null,
  message_type: 'text',
  sent_at: '2026-11-21T12:00:00Z',
  snippet: [
    { text: 'Meu ', is_match: false },
    { text, is_match: true },
  ],
})
const answer = (data: FoundMessage[], next_cursor: string | null = null, conversations: FoundConversation[] = []) => ({
  body: { conversations, messages: { data, next_cursor, is_complete: true } },
})

async function found(query = 'ped') {
  signIn()
  const { wrapper, router } = await mountInApp(SearchResults, { props: { query } } as never, '/inbox?q=ped')
  await flushPromises()
  return { wrapper, router }
}

describe('search results', () => {
  it('shows conversations, then messages, with what was looked for marked and nothing as HTML', async () => {
    new FakeServer().on('GET /search', () => answer([message(3, 'pedido')], null, [CONVERSATION]))
    const { wrapper } = await found()
    expect(wrapper.findAll('h2').map((one) => one.text())).toEqual(['Conversas', 'Mensagens'])
    expect(wrapper.findAll('mark').map((one) => one.text())).toEqual(['José', 'pedido'])
    expect(wrapper.text()).toContain('José <b>')
    expect(wrapper.get('[role=status]').text()).toBe('Conversas: 1. Mensagens: 1.')
  })

  it('leads to the message in its conversation, and from a conversation to no message', async () => {
    new FakeServer().on('GET /search', () => answer([message(3, 'pedido')], null, [CONVERSATION]))
    const { wrapper } = await found()
    const links = wrapper.findAll('a').map((one) => one.attributes('href'))
    expect(links).toEqual(['/inbox/7?q=ped', '/inbox/7?q=ped&message=7-3'])
  })

  it('goes on below, past pages with nothing in them', async () => {
    const pages = [answer([message(9, 'a')], '8'), answer([], '5'), answer([message(4, 'b')])]
    new FakeServer().on('GET /search', () => pages.shift()!)
    const { wrapper } = await found()
    await wrapper.get('section:last-of-type button').trigger('click')
    await flushPromises()
    expect(wrapper.findAll('mark').map((one) => one.text())).toEqual(['a', 'b'])
    expect(wrapper.find('section:last-of-type button').exists()).toBe(false)
  })

  it('shows the last question only, whenever its answer comes', async () => {
    const server = new FakeServer().on('GET /search', () => answer([message(1, 'first')]))
    const { wrapper } = await found('a')
    server.on('GET /search', () => answer([message(2, 'second')]))
    await wrapper.setProps({ query: 'ab' } as never)
    await wrapper.setProps({ query: 'abc' } as never)
    await flushPromises()
    expect(wrapper.findAll('mark').map((one) => one.text())).toEqual(['second'])
  })

  it('says that there is nothing, and that the past is not ready', async () => {
    new FakeServer().on('GET /search', () => ({
      body: { conversations: [], messages: { data: [], next_cursor: null, is_complete: false } },
    }))
    const { wrapper } = await found('xyz')
    expect(wrapper.text()).toContain('Nada com “xyz”')
    expect(wrapper.text()).toContain('ainda estão sendo preparadas')
  })

  it('offers another try when the server does not answer', async () => {
    const server = new FakeServer().on('GET /search', () => ({ status: 500, body: {} }))
    const { wrapper } = await found()
    server.on('GET /search', () => answer([message(1, 'agora')]))
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(wrapper.get('mark').text()).toBe('agora')
  })
})

describe('a number that was looked for', () => {
  const shown = (text: string, typed: string) => markedNumber(text, typed).map((one) => (one.is_match ? `[${one.text}]` : one.text)).join('')

  it.each([
    ['97777-0002', '+55 (11) [97777-0002]'],
    ['+55 11 97777', '+[55 (11) 97777]-0002'],
    ['(011) 97777', '+55 ([11) 97777]-0002'],
    ['11 7777-0002', '+55 ([11) 97777-0002]'],
    ['Rita 7777', '+55 (11) 9[7777]-0002'],
    ['20261121', '+55 (11) 97777-0002'],
    ['Rita 2', '+55 (11) 97777-0002'],
    ['Rita', '+55 (11) 97777-0002'],
  ])('%s is marked where it stands', (typed, marked) => {
    expect(shown('+55 (11) 97777-0002', typed)).toBe(marked)
  })

  it('is marked in a protocol, with its hyphen or without', () => {
    for (const typed of ['20261121-000003', '20261121000003']) expect(shown('20261121-000003', typed)).toBe('[20261121-000003]')
    expect(shown('20261121-000003', '000003')).toBe('20261121-[000003]')
  })

  it('is marked in what was found by it', async () => {
    new FakeServer().on('GET /search', () => answer([], null, [{ ...CONVERSATION, name: [{ text: 'José', is_match: false }] }]))
    const { wrapper } = await found('98765')
    expect(wrapper.findAll('mark').map((one) => one.text())).toEqual(['98765'])
    expect(wrapper.get('a').text()).toContain('+55 (11) 98765-0001 · 20261121-000007')
  })
})

describe('a message in the address', () => {
  it('is meant for its own conversation only', () => {
    expect(messageAt('7-3', 7)).toBe(3)
    expect(messageAt('7-3', 8)).toBeNull()
    for (const odd of [undefined, '', '7', 'x-3', ['7-3', '7-4']]) expect(messageAt(odd, 7)).toBeNull()
  })
})

import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { CannedAnswer } from '@/api/cannedAnswers'
import type { Limits } from '@/api/limits'
import MessageComposer from '@/features/composer/MessageComposer.vue'
import { useConversations } from '@/stores/conversations'
import { useLimits } from '@/stores/limits'
import { makeContact, makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

let server: FakeServer

const answer = (id: number, shortcut: string, content: string): CannedAnswer => ({ id, shortcut, title: shortcut, content, queue_id: null, changed_at: '' })

beforeEach(() => {
  signIn()
  useLimits().limits = { text: { content: 4096 }, image: { caption: 1024, bytes: 1 }, document: { bytes: 1000 } } as Limits
  server = new FakeServer()
    .on('GET /messages/scheduled', () => ({ body: page([]) }))
    .on('POST /conversations/1/typing', () => ({ status: 204 }))
    .on('GET /canned-answers', () => ({ body: page([answer(1, 'oi', 'Olá, {{cliente.primeiro_nome}}!'), answer(2, 'tchau', 'Até logo.'), answer(3, 'setor', 'Aqui é do {{setor}}.')]) }))
    .on('POST /messages', ({ body }) => ({ status: 201, body: makeMessage({ ...(body as object), sender_type: 'attendant', status: 'queued' }) }))
})

function show() {
  const conversation = useConversations().keep(makeConversation({ id: 1, contact: makeContact({ name: 'Maria Lima' }) }))
  const wrapper = mount(MessageComposer, { props: { conversation }, attachTo: document.body })
  const area = wrapper.get('textarea')
  const type = async (text: string) => {
    await area.setValue(text)
    area.element.setSelectionRange(text.length, text.length)
    await area.trigger('input')
    await flushPromises()
  }
  const press = (key: string) => area.trigger('keydown', { key })
  return { wrapper, area, type, press }
}
const options = (wrapper: ReturnType<typeof show>['wrapper']) => wrapper.findAll('[role=option]').map((one) => one.text())

describe('the slash', () => {
  it('opens the canned answers, and Enter puts the chosen one in, filled in', async () => {
    const { wrapper, area, type, press } = show()
    await type('/')
    expect(options(wrapper)).toHaveLength(3)
    await type('/oi')
    expect(options(wrapper)).toHaveLength(1)
    await press('Enter')
    expect(area.element.value).toBe('Olá, Maria!')
    expect(server.sent('POST /messages')).toEqual([])
  })

  it('stands after a space, not within a word or an address', async () => {
    const { wrapper, area, type, press } = show()
    await type('veja http:/')
    expect(options(wrapper)).toEqual([])
    await type('Tudo certo. /tch')
    await press('Tab')
    expect(area.element.value).toBe('Tudo certo. Até logo.')
  })

  it('goes down and up with the arrows, and says which one it is at', async () => {
    const { wrapper, area, type, press } = show()
    await type('/')
    await press('ArrowDown')
    expect(wrapper.get('[aria-selected=true]').text()).toContain('/setor')
    expect(area.attributes('aria-activedescendant')).toBe(wrapper.get('[aria-selected=true]').attributes('id'))
    await press('ArrowUp')
    await press('ArrowUp')
    expect(wrapper.get('[aria-selected=true]').text()).toContain('/tchau')
  })

  it('closes on Escape and lets one send a slash', async () => {
    const { wrapper, type, press } = show()
    await type('/o')
    await press('Escape')
    expect(options(wrapper)).toEqual([])
    await press('Enter')
    await flushPromises()
    expect(server.sent('POST /messages')).toMatchObject([{ body: { content: '/o' } }])
  })

  it('that nobody could fill in is not sent: the field says what is missing, and chooses it', async () => {
    const { wrapper, area, type, press } = show()
    await type('/setor')
    await press('Enter')
    await flushPromises()
    expect(area.element.value).toBe('Aqui é do {{setor}}.')
    expect(wrapper.get('[role=alert]').text()).toContain('{{setor}}')
    expect([area.element.selectionStart, area.element.selectionEnd]).toEqual([10, 19])
    await press('Enter')
    await flushPromises()
    expect(server.sent('POST /messages')).toEqual([])
    await type('Aqui é do Financeiro.')
    await press('Enter')
    await flushPromises()
    expect(server.sent('POST /messages')).toHaveLength(1)
  })

  it('before a word that stands for no answer is asked about: it may be meant for another field', async () => {
    const { wrapper, area, type, press } = show()
    await type('/Rita')
    await press('Enter')
    await press('Enter')
    await flushPromises()
    expect(server.sent('POST /messages')).toEqual([])
    expect([area.element.value, wrapper.get('[role=alert]').text()]).toEqual(['/Rita', expect.stringContaining('“/Rita” não foi trocado por nenhuma resposta pronta.')])
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(server.sent('POST /messages')).toMatchObject([{ body: { content: '/Rita' } }])
  })

  it('is asked about after more words too, until the text is another', async () => {
    const { wrapper, type, press } = show()
    await type('/oi pessoal')
    await press('Enter')
    expect(wrapper.find('[role=alert]').exists()).toBe(true)
    await type('oi pessoal, km/h e /etc')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    await press('Enter')
    await flushPromises()
    expect(server.sent('POST /messages')).toHaveLength(1)
  })
})

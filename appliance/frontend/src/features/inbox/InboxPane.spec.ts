import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import { cameBack } from '@/composables/useRecovery'
import { useConversationList } from '@/stores/conversationList'
import { useConversations } from '@/stores/conversations'
import { useCounters } from '@/stores/counters'
import { eventually } from '@/testing/eventually'
import { makeContact, makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import InboxPane from './InboxPane.vue'

let server: FakeServer

beforeEach(() => {
  signIn()
  server = new FakeServer()
})

const show = async () => (await mountInApp(InboxPane, { props: { openId: null } })).wrapper
const serve = (count: number) =>
  server.on('GET /conversations', () => ({
    body: page(Array.from({ length: count }, () => makeConversation({ status: 'waiting' }))),
  }))

describe('the list', () => {
  it('shows shapes while it loads, then the conversations', async () => {
    serve(3)
    const list = useConversationList()
    const pane = await show()
    const loading = list.show('waiting')
    await nextTick()
    expect(pane.find('[role="status"] .skeleton').exists()).toBe(true)
    await loading
    await flushPromises()
    expect(pane.findAll('li')).toHaveLength(3)
  })

  it.each([
    ['waiting', 'Ninguém na fila'],
    ['mine', 'Nenhuma conversa com você'],
    ['bot', 'A IA não está em nenhuma conversa'],
    ['all', 'Nenhuma conversa ainda'],
    ['closed', 'Nenhuma conversa encerrada'],
  ] as const)('explains an empty %s', async (tab, words) => {
    serve(0)
    await useConversationList().show(tab)
    expect((await show()).text()).toContain(words)
  })

  it('repeats what was searched for in vain', async () => {
    serve(0)
    await useConversationList().show('mine', 'zé')
    expect((await show()).text()).toContain('Nada encontrado para “zé”')
  })

  it('shows nothing while what is looked for is too long', async () => {
    serve(2)
    await useConversationList().show('waiting', 'obra')
    const pane = await show()
    const field = pane.get('input[type="search"]')
    await field.setValue('o'.repeat(101))
    expect(pane.text()).toContain('Busque por até 100 caracteres: 1 a mais.')
    expect(pane.findAll('li')).toHaveLength(0)
    await field.setValue('obra')
    expect(pane.findAll('li')).toHaveLength(2)
  })

  it('offers another try when it failed', async () => {
    server.cut('GET /conversations')
    await useConversationList().show('waiting')
    const pane = await show()
    serve(1)
    await pane.findAll('button').find((one) => one.text() === 'Tentar de novo')?.trigger('click')
    await flushPromises()
    expect(pane.findAll('li')).toHaveLength(1)
  })

  it('is asked for again by itself once the connection is back', async () => {
    server.cut('GET /conversations')
    await useConversationList().show('waiting')
    const pane = await show()
    cameBack()
    await flushPromises()
    expect(pane.text()).toContain('Tentar de novo')
    serve(1)
    cameBack()
    await flushPromises()
    expect(pane.findAll('li')).toHaveLength(1)
  })

  it('is walked with the arrow keys', async () => {
    serve(3)
    await useConversationList().show('waiting')
    const pane = await show()
    const links = pane.findAll<HTMLElement>('li a')
    links[0]?.element.focus()
    await links[0]?.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(links[1]?.element)
    await links[1]?.trigger('keydown', { key: 'ArrowUp' })
    expect(document.activeElement).toBe(links[0]?.element)
  })
})

describe('the tabs', () => {
  const STATS = { bot: 2, waiting: 3, open: 5, closed: 12_345, mine: 4, needs_attention: 2 }

  it('count, and mark the chosen one', async () => {
    serve(0)
    await useConversationList().show('mine')
    useCounters().stats = STATS
    const pane = await show()
    const tabs = pane.get('[role="group"]').findAll('button')
    expect(tabs.map((tab) => tab.attributes('aria-pressed'))).toEqual(['true', 'false', 'false', 'false', 'false', 'false'])
    expect(tabs.map((tab) => tab.findAll('span')[0]?.text())).toEqual(['Minhas', 'Não atribuídas', 'Setor', 'Todas', 'Com a IA', 'Encerradas'])
    expect(tabs[0]?.text()).toBe('Minhas4')
    expect(tabs[2]?.text()).toBe('Setor–')
    expect(tabs[5]?.text()).toMatch(/^Encerradas12\smil$/)
    await tabs[5]?.trigger('click')
    expect(pane.emitted('choose')).toEqual([['closed', {}]])
  })
})

describe('who needs attention', () => {
  const STATS = { bot: 0, waiting: 0, open: 2, closed: 0, mine: 1, needs_attention: 1 }
  const dots = (pane: Awaited<ReturnType<typeof show>>) =>
    pane.get('[role="group"]').findAll('button').map((tab) => tab.findAll('[title]')[0]?.attributes('title'))
  const [ONE, TWO] = ['1 conversa precisa de atenção', '2 conversas precisam de atenção']

  it.each([
    ['is mine', {}, 0],
    ['waits', { status: 'waiting' }, 1],
    ['is a colleague’s', { assigned_user_id: 8 }, 3],
    ['is with the AI', { status: 'bot' }, 4],
    ['is closed', { status: 'closed' }, 5],
  ] as const)('is marked in the tab where one finds the conversation: it %s', async (_, conversation, at) => {
    useConversations().keep(makeConversation())
    useConversations().keep(makeConversation({ ...conversation, needs_human_attention: true }))
    useCounters().stats = STATS
    expect(dots(await show())).toEqual([0, 1, 2, 3, 4, 5].map((tab) => (tab === at ? ONE : undefined)))
  })

  it('is marked among all while the page does not know who it is, and nowhere once nobody does', async () => {
    useConversations().keep(makeConversation({ needs_human_attention: true }))
    useCounters().stats = { ...STATS, needs_attention: 3 }
    const pane = await show()
    expect(dots(pane)).toEqual([ONE, undefined, undefined, TWO, undefined, undefined])
    useCounters().stats = { ...STATS, needs_attention: 0 }
    await nextTick()
    expect(dots(pane)).toEqual(Array(6).fill(undefined))
  })
})

describe('the search', () => {
  it('waits until the typing pauses; Escape clears it', async () => {
    vi.useFakeTimers()
    const pane = await show()
    const field = pane.get('input[type="search"]')
    await field.setValue('ma')
    await field.setValue('maria ')
    expect(pane.emitted('search')).toBeUndefined()
    vi.runAllTimers()
    expect(pane.emitted('search')).toEqual([['maria']])
    await field.trigger('keydown', { key: 'Escape' })
    expect(pane.emitted('search')?.at(-1)).toEqual([''])
  })
})

describe('a new conversation', () => {
  it('is begun from here, and shown', async () => {
    HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
      this.open = true
    }
    const [contact, begun] = [makeContact({ id: 1, name: 'Ana Lúcia' }), makeConversation({ id: 31 })]
    server.on('GET /contacts', () => ({ body: page([contact]) })).on('POST /conversations', () => ({ body: begun }))
    const pane = await show()
    const button = (label: string) => pane.findAll('button').find((one) => one.text().includes(label))
    await button('Nova conversa')?.trigger('click')
    await eventually(() => expect(button('Ana Lúcia')).toBeDefined())
    await button('Ana Lúcia')?.trigger('click')
    await flushPromises()
    expect(pane.emitted('begun')).toEqual([[begun]])
    expect(pane.find('dialog').exists()).toBe(false)
  })
})

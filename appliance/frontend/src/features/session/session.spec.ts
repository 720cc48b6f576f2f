import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Permission } from '@/api/permissions'
import { PAGES } from '@/features/settings/pages'
import { createAppRouter } from '@/router'
import { useAccountNotices } from '@/stores/accountNotices'
import { useConnection } from '@/stores/connection'
import { usePreferences } from '@/stores/preferences'
import { useSending } from '@/stores/sending'
import { useSession } from '@/stores/session'
import { eventually } from '@/testing/eventually'
import { makeNotice, makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import AccountMenu from './AccountMenu.vue'
import NavigationRail from './NavigationRail.vue'
import StatusBanners from './StatusBanners.vue'

beforeEach(() => signIn())

describe('the account menu', () => {
  async function open() {
    const { wrapper: menu } = await mountInApp(AccountMenu)
    await menu.get('button[aria-controls]').trigger('click')
    return menu
  }

  it('opens on demand and tells who is signed in', async () => {
    const menu = await open()
    expect(menu.get('button[aria-controls]').attributes('aria-expanded')).toBe('true')
    expect(menu.text()).toContain('ana@acme.com.br')
    expect(menu.text()).toContain('Atendente')
  })

  it('changes appearance and language', async () => {
    const menu = await open()
    await menu.findAll('button').find((one) => one.text() === 'Escura')?.trigger('click')
    expect(usePreferences().theme).toBe('dark')
    await menu.get('select').setValue('en')
    await eventually(() => expect(menu.text()).toContain('Sign out'))
  })

  it('signs out', async () => {
    new FakeServer().on('POST /auth/logout', () => ({ status: 204 }))
    const menu = await open()
    await menu.findAll('button').find((one) => one.text() === 'Sair')?.trigger('click')
    await flushPromises()
    expect(useSession().user).toBeNull()
  })
})

describe('the banners', () => {
  it('are silent while all is well', () => {
    expect(mount(StatusBanners).text()).toBe('')
  })

  it('say that sending is stopped, why and until when; an admin tries at once', async () => {
    const stopped = { id: 1, kind: 'credential', reason: 'payment', code: 131042, message: 'x', since: '2026-11-21T12:00:00Z', until: '2026-11-21T12:10:00Z' }
    useSending().keep({ stopped, waiting: 12 })
    const { wrapper } = await mountInApp(StatusBanners)
    expect(wrapper.text().replace(/\s+/g, ' ')).toMatch(/parado\. Há um problema de pagamento.* em 21\/11, 09:10\. 12 mensagens esperam\./)
    expect(wrapper.find('button').exists()).toBe(false)
    signIn({ role: 'admin' })
    new FakeServer().on('POST /sending/resume', () => ({ body: { stopped: null, waiting: 12 } }))
    await flushPromises()
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(wrapper.text()).toBe('')
  })

  it('keep what threatens the account before an admin’s eyes', async () => {
    const grave = makeNotice({ severity: 'critical', field: 'account_update', event: 'ACCOUNT_DELETED' })
    useAccountNotices().critical = [grave, { ...grave, id: 0 }]
    signIn({ role: 'admin' })
    const { wrapper } = await mountInApp(StatusBanners)
    const said = 'A conta do WhatsApp foi excluída e mais 1 aviso grave. Ver avisos'
    await eventually(() => expect(wrapper.text().replace(/\s+/g, ' ')).toContain(said))
    expect(wrapper.get('a').attributes('href')).toBe('/settings/account-notices')
    signIn({ role: 'gerente' })
    await flushPromises()
    expect(wrapper.text()).toBe('')
  })

  it('say that live updates are missing and that the AI is unwell', () => {
    useConnection().isLost = true
    useSession().session = { ...makeSession(), ai: { state: 'degraded' } }
    const banners = mount(StatusBanners).text()
    expect(banners).toContain('Sem conexão em tempo real, tentando de novo…')
    expect(banners).toContain('A IA está instável')
  })

  it('say that the AI does not answer at all', () => {
    useSession().session = { ...makeSession(), ai: { state: 'stalled' } }
    expect(mount(StatusBanners).text()).toBe('A IA não está respondendo. Quem esperava por ela vai para Não atribuídas.')
  })
})

describe('the rail', () => {
  const links = async () => (await mountInApp(NavigationRail)).wrapper.findAll('a')

  it('leads to the settings and says how much waits there', async () => {
    const server = new FakeServer()
      .on('GET /webhook-deliveries/stats', () => ({ body: { malformed: 100, dead: 20 } }))
      .on('GET /account-notices/stats', () => ({ body: { unseen: 2, critical: 0 } }))
    signIn({ role: 'admin' })
    const { wrapper } = await mountInApp(NavigationRail)
    await flushPromises()
    const [inbox, board, templates, settings] = wrapper.findAll('a')
    expect(inbox?.attributes('aria-current')).toBe('page')
    expect(board?.attributes('href')).toBe('/board')
    expect(templates?.attributes('aria-label')).toBe('Modelos de mensagem')
    expect(settings?.attributes('href')).toBe('/settings')
    expect(settings?.attributes('aria-current')).toBeUndefined()
    expect(settings?.attributes('aria-label')).toBe(
      'Configurações: 99+ · Entregas com problema: 120 entregas a resolver · Avisos da conta: 2 avisos novos',
    )
    expect(settings?.text()).toBe('99+')
    await wrapper.get('button[aria-controls]').trigger('click')
    expect(wrapper.findAll('.menu-panel a').map((one) => one.attributes('href'))).toContain('/settings')
    expect(server.requests.map((one) => one.path)).toEqual(['/webhook-deliveries/stats', '/account-notices/stats'])
  })

  it('leads nobody where they may not go, nor does the address', async () => {
    new FakeServer()
    const router = createAppRouter()
    const open = (held: Permission[]) => router.getRoutes().filter((one) => one.name && (!one.meta.permission || held.includes(one.meta.permission))).map((one) => String(one.name))
    for (const held of [[], ['template.read'], ['board.read'], ['conversation.read']] as Permission[][]) {
      useSession().session = { ...makeSession(), permissions: held }
      const { wrapper } = await mountInApp(NavigationRail)
      await wrapper.get('button[aria-controls]').trigger('click')
      const names = wrapper.findAll('a').map((one) => String(router.resolve(one.attributes('href') ?? '').name))
      expect(names.filter((one) => !open(held).includes(one))).toEqual([])
      expect(names.includes('templates')).toBe(held.includes('template.read'))
      wrapper.unmount()
    }
    expect(router.getRoutes().filter((one) => one.name && !one.path.startsWith('/settings') && one.meta.permission).map((one) => [one.name, one.meta.permission])).toEqual(
      expect.arrayContaining([['board', 'board.read'], ['templates', 'template.read'], ['template-new', 'template.manage'], ['template-edit', 'template.manage']]),
    )
    expect(PAGES.every(({ name, permission }) => router.resolve({ name }).meta.permission === permission)).toBe(true)
  })

  it.each(['atendente', 'gerente'] as const)('does not ask for a(n) %s what waits for others', async (role) => {
    const server = new FakeServer()
    signIn({ role })
    expect((await links()).map((one) => one.attributes('href')).slice(0, 2)).toEqual(['/inbox', '/templates'])
    expect(server.requests).toHaveLength(0)
  })
})

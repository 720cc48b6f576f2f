import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { beforeEach, describe, expect, it } from 'vitest'

import type { SupportAccess } from '@/api/support'
import { setLocale, t } from '@/i18n'
import { live } from '@/realtime/live'
import { useNotices } from '@/stores/notices'
import { usePeople } from '@/stores/people'
import { useRoles } from '@/stores/roles'
import { useSession } from '@/stores/session'
import { useSupportAccess } from '@/stores/supportAccess'
import { eventually } from '@/testing/eventually'
import { makeColleague, makeSession } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import AccountView from '@/views/settings/AccountView.vue'
import SupportAccessesView from '@/views/settings/SupportAccessesView.vue'
import SignedInView from '@/views/SignedInView.vue'
import SupportEntryView from '@/views/SupportEntryView.vue'

import SupportBanner from './SupportBanner.vue'

let server: FakeServer

const access = (more: Partial<SupportAccess> = {}): SupportAccess => ({
  id: 4,
  user_id: 90,
  operator: 'olga@guiche.example',
  reason: 'Cliente não vê as conversas do setor Vendas.',
  began_at: '2026-11-22T15:00:00Z',
  until: '2999-11-22T15:15:00Z',
  ended_at: null,
  ending: null,
  ended_by: null,
  is_running: true,
  ...more,
})
const ended = (more: Partial<SupportAccess>) => access({ is_running: false, ended_at: '2026-11-22T15:10:00Z', ...more })
const plain = (text: string) => text.replace(/\s+/g, ' ')

beforeEach(() => {
  signIn({ role: 'admin' })
  server = new FakeServer().on('GET /support-accesses', () => ({ body: page([access()]) }))
})

describe('the banner', () => {
  it('says who is here, why and until when, and sends them away', async () => {
    const support = useSupportAccess()
    await support.look()
    expect(server.sent('GET /support-accesses')[0]?.query.get('running')).toBe('true')
    const { wrapper } = await mountInApp(SupportBanner)
    expect(plain(wrapper.text())).toMatch(/está neste atendimento: olga@guiche\.example, até 12:15\. Motivo: Cliente não vê/)
    expect((await axe.run(wrapper.element.parentElement!, { rules: { region: { enabled: false } } })).violations).toEqual([])
    server.on('POST /support-accesses/4/end', () => ({ body: ended({ ending: 'admin', ended_by: 'Ana Souza' }) }))
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(support.isAny).toBe(false)
    expect(useNotices().notices.map((one) => one.text)).toEqual(['O acesso do suporte foi encerrado.'])
  })

  it('is there on every page, also where no event comes through', async () => {
    server.on('GET /auth/me', () => ({ body: makeSession({ role: 'admin' }) }))
    const { wrapper } = await mountInApp(SignedInView, {}, '/settings')
    await eventually(() => expect(wrapper.text()).toContain('O suporte da plataforma está neste atendimento'))
  })

  it('is gone as well where the access was over already', async () => {
    const support = useSupportAccess()
    await support.look()
    server.refuse('POST /support-accesses/4/end', 409, 'support_access_over')
    await support.end(4)
    expect(support.running).toEqual([])
  })

  it('stays where ending it failed', async () => {
    const support = useSupportAccess()
    await support.look()
    server.refuse('POST /support-accesses/4/end', 503, 'x')
    await expect(support.end(4)).rejects.toThrow()
    expect(support.running).toHaveLength(1)
  })

  it('shows no access whose time is up', async () => {
    useSupportAccess().running = [access({ until: '2020-01-01T00:00:00Z' })]
    expect((await mountInApp(SupportBanner)).wrapper.text()).toBe('')
  })

  it('is for those who manage people: nobody else asks', async () => {
    signIn({ role: 'gerente' })
    await useSupportAccess().look()
    expect(server.requests).toEqual([])
    expect(useSupportAccess().isAny).toBe(false)
  })

  it('tells the support itself until when it is here, and lets it leave', async () => {
    useSession().session = { ...makeSession({ role: 'suporte' }), support_access: { id: 4, reason: 'x', until: '2999-11-22T15:15:00Z' } }
    expect(useSupportAccess().isAny).toBe(true)
    const { wrapper } = await mountInApp(SupportBanner)
    expect(wrapper.text()).toContain('Você está aqui como suporte da plataforma, até 12:15.')
    server.on('POST /auth/logout', () => ({ status: 204 }))
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(useSession().session).toBeNull()
  })

  it('speaks the reader’s language', async () => {
    await setLocale('en')
    await useSupportAccess().look()
    expect((await mountInApp(SupportBanner)).wrapper.text()).toContain('The platform’s support is in this help desk')
    await setLocale('pt-BR')
  })
})

describe('the page of accesses', () => {
  const show = async () => {
    const { wrapper } = await mountInApp(SupportAccessesView, {}, '/settings/support-accesses')
    await flushPromises()
    return wrapper
  }

  it('tells how each ended, and leads to what they did', async () => {
    server.on('GET /support-accesses', () => ({
      body: page([ended({ id: 3, ending: 'time' }), ended({ id: 2, ending: 'admin', ended_by: 'Ana Souza' }), ended({ id: 1, ending: 'left' }), ended({ id: 0, ending: 'platform', ended_by: 'olga@guiche.example' })]),
    }))
    const wrapper = await show()
    const rows = wrapper.findAll('article').map((one) => plain(one.text()))
    expect(rows[0]).toContain('Terminou no horário')
    expect(rows[1]).toContain('Encerrado por Ana Souza')
    expect(rows[2]).toContain('A pessoa do suporte saiu')
    expect(rows[3]).toContain('Encerrado na plataforma por olga@guiche.example')
    expect(wrapper.get('article a').attributes('href')).toBe('/settings/audit?user=90')
    expect(wrapper.find('article button').exists()).toBe(false)
    expect((await axe.run(wrapper.element as Element, { rules: { region: { enabled: false } } })).violations).toEqual([])
  })

  it('ends one that runs', async () => {
    server.on('POST /support-accesses/4/end', () => ({ body: ended({ ending: 'admin' }) }))
    const wrapper = await show()
    server.on('GET /support-accesses', () => ({ body: page([ended({ ending: 'admin', ended_by: 'Ana Souza' })]) }))
    await wrapper.get('article button').trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('Encerrado por Ana Souza')
  })

  it('hears of one that begins', async () => {
    server.on('GET /support-accesses', () => ({ body: page([]) }))
    const wrapper = await show()
    expect(wrapper.text()).toContain('O suporte nunca entrou aqui')
    server.on('GET /support-accesses', () => ({ body: page([access()]) }))
    live.emit('support.updated', { seq: {}, id: 4 })
    await flushPromises()
    expect(wrapper.text()).toContain('Em andamento')
  })
})

describe('coming in', () => {
  const come = async (at = '/suporte#signed.by.platform') => {
    useSession().session = null
    const shown = await mountInApp(SupportEntryView, {}, at)
    await flushPromises()
    return shown
  }

  it('takes the ticket out of the address, gives it to the server, and leads to the inbox', async () => {
    server.on('POST /auth/support', () => ({ body: {} })).on('GET /auth/me', () => ({ body: makeSession({ role: 'suporte' }) }))
    const { router } = await come()
    expect(server.sent('POST /auth/support')[0]?.body).toEqual({ ticket: 'signed.by.platform' })
    expect(router.currentRoute.value.fullPath).toBe('/inbox')
    expect(useSession().user?.role).toBe('suporte')
  })

  it.each([
    [401, 'bad_support_ticket', 'não abre este atendimento'],
    [410, 'support_ticket_late', 'vale por um minuto'],
    [410, 'support_ticket_used', 'já foi usado'],
  ])('says why it does not: %s %s', async (status, code, words) => {
    server.refuse('POST /auth/support', status, code)
    const { wrapper, router } = await come()
    expect(wrapper.get('[role=alert]').text()).toContain(words)
    expect(wrapper.text()).toContain('Peça outro link')
    expect(router.currentRoute.value.fullPath).toBe('/suporte')
  })

  it('asks nobody without a ticket', async () => {
    const { wrapper } = await come('/suporte')
    expect(wrapper.get('[role=alert]').text()).toContain('Falta o código')
    expect(server.sent('POST /auth/support')).toEqual([])
  })
})

describe('one’s own account', () => {
  const show = async (isSupport: boolean) => {
    useSession().session = makeSession({ is_support: isSupport })
    const none = () => ({ body: page([]) })
    server.on('GET /auth/sessions', none).on('GET /auth/sign-ins', none).on('GET /auth/api-tokens', () => ({ body: { ...page([]), grantable: [] } }))
    server.on('GET /auth/second-factor', () => ({ body: { is_on: false, since: null, is_required: false, recovery_codes_left: 0 } }))
    const { wrapper } = await mountInApp(AccountView, {}, '/settings/account')
    await flushPromises()
    return wrapper
  }

  it.each([
    [false, true],
    [true, false],
  ])('of the support (%s) has neither password nor tokens, and a name that stays', async (isSupport, isThere) => {
    const wrapper = await show(isSupport)
    const titles = wrapper.findAll('h2').map((one) => one.text())
    for (const card of [t('account.password'), t('account.secondFactor'), t('account.tokens')]) expect(titles.includes(card)).toBe(isThere)
    expect(wrapper.get('input').attributes('disabled') === undefined).toBe(isThere)
  })
})

describe('the client’s own people', () => {
  it('are those who can be given something to do', () => {
    usePeople().all = [makeColleague({ id: 1 }), makeColleague({ id: 2, is_support: true })]
    expect(usePeople().own.map((one) => one.id)).toEqual([1])
  })

  it('are given any role but that of the support', () => {
    const role = { name: null, permissions: [], is_builtin: true, requires_two_factor: false }
    useRoles().all = [{ ...role, key: 'atendente' }, { ...role, key: 'suporte', is_assignable: false }]
    expect(useRoles().assignable.map((one) => one.key)).toEqual(['atendente'])
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Account, Invitation } from '@/api/accounts'
import { useNotices } from '@/stores/notices'
import { ME, makeColleague, makeQueue } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import PeopleView from '@/views/settings/PeopleView.vue'

import { changesTo, draftOf } from './draft'

const OPEN: Invitation = { expires_at: '2026-11-24T15:00:00Z', is_open: true, mail: 'sent', error: null, detail: null, url: null }
let server: FakeServer

function makeAccount(account: Partial<Account> = {}): Account {
  return {
    ...makeColleague(account),
    state: 'active',
    queue_ids: [],
    has_second_factor: false,
    must_set_up_second_factor: false,
    last_seen_at: null,
    created_at: '2026-11-20T15:00:00Z',
    invitation: null,
    ...account,
  }
}

beforeEach(() => {
  signIn({ role: 'admin' })
  server = new FakeServer()
    .on('GET /roles', () => ({ body: { ...page([{ key: 'admin', name: null }, { key: 'atendente', name: null }, { key: 'caixa_1', name: 'Caixa' }]), permissions: [] } }))
    .on('GET /queues', () => ({ body: page([makeQueue({ id: 1, name: 'Vendas' }), makeQueue({ id: 2, name: 'Suporte' })]) }))
})

async function show(...accounts: Account[]) {
  server.on('GET /users/accounts', () => ({ body: page(accounts) }))
  const { wrapper } = await mountInApp(PeopleView, {}, '/settings/people')
  await flushPromises()
  const press = async (text: string) => {
    await wrapper.findAll('button').filter((one) => one.text() === text).at(-1)?.trigger('click')
    await flushPromises()
  }
  return { wrapper, press }
}

describe('the people', () => {
  it('are shown with role, queues and state', async () => {
    const { wrapper } = await show(
      makeAccount({ id: ME.id, name: 'Ana', role: 'admin', is_online: true }),
      makeAccount({ name: 'Bia', role: 'caixa_1', queue_ids: [1, 2], has_second_factor: true }),
      makeAccount({ name: 'Otto', state: 'disabled', is_active: false }),
    )
    const [ana, bia, otto] = wrapper.findAll('article').map((one) => one.text())
    expect(ana).toContain('Você')
    expect(ana).toContain('Conectada agora')
    expect(ana).not.toContain('Desativar')
    expect(bia).toContain('Caixa')
    expect(bia).toContain('Vendas')
    expect(bia).toContain('Duas etapas')
    expect(otto).toContain('Desativada')
    expect(otto).toContain('Reativar')
  })

  it('are found whatever the accents', async () => {
    const { wrapper } = await show(makeAccount({ name: 'José Antônio' }), makeAccount({ name: 'Bia' }))
    await wrapper.get('input[type="search"]').setValue('antonio')
    expect(wrapper.findAll('article')).toHaveLength(1)
    await wrapper.get('input[type="search"]').setValue('ninguém')
    expect(wrapper.text()).toContain('Ninguém encontrado para “ninguém”')
  })

  it('can be fetched again when that failed', async () => {
    server.cut('GET /users/accounts')
    const { wrapper } = await mountInApp(PeopleView, {}, '/settings/people')
    await flushPromises()
    expect(wrapper.text()).toContain('Não foi possível carregar as pessoas.')
  })
})

describe('inviting', () => {
  it('names what is missing, says what the server refuses, and shows whom it invited', async () => {
    const { wrapper, press } = await show()
    await press('Convidar')
    await wrapper.get('dialog form').trigger('submit')
    expect(wrapper.text()).toContain('Digite o nome.')
    expect(wrapper.text()).toContain('Digite um e-mail válido.')
    await wrapper.get('dialog input.field:not([type="email"])').setValue('Bia')
    await wrapper.get('dialog input[type="email"]').setValue('bia@acme.com.br')
    await wrapper.findAll('dialog input[type="checkbox"]')[1]?.setValue(true)
    server.refuse('POST /users/invitations', 409, 'email_taken')
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('Já existe uma pessoa com este e-mail.')
    server.on('POST /users/invitations', () => ({ status: 201, body: makeAccount({ name: 'Bia', email: 'bia@acme.com.br', state: 'invited', invitation: { ...OPEN, mail: 'queued' } }) }))
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /users/invitations')[1]?.body).toEqual({ name: 'Bia', email: 'bia@acme.com.br', role: 'atendente', queue_ids: [2], locale: null })
    expect(wrapper.get('article').text()).toContain('Convite na fila de envio')
    expect(useNotices().notices.at(-1)?.text).toBe('Convite enviado para bia@acme.com.br.')
  })

  it('says why the e-mail did not go, and hands the link over', async () => {
    const failed: Invitation = { ...OPEN, mail: 'failed', error: 'recipient_refused', detail: '550 no such user', url: 'https://acme.example/invitation/tok' }
    const { wrapper } = await show(makeAccount({ state: 'invited', invitation: failed }))
    expect(wrapper.text()).toContain('O convite não foi enviado')
    expect(wrapper.text()).toContain('O servidor de e-mail recusou este endereço. (550 no such user)')
    expect(wrapper.text()).toContain('https://acme.example/invitation/tok')
  })

  it('is taken back after a question', async () => {
    const { wrapper, press } = await show(makeAccount({ id: 9, name: 'Bia', state: 'invited', invitation: OPEN }))
    server.on('DELETE /users/9/invitation', () => ({ status: 204 }))
    await press('Cancelar convite')
    expect(wrapper.get('dialog').text()).toContain('Cancelar o convite de Bia?')
    expect(server.sent('DELETE /users/9/invitation')).toHaveLength(0)
    await press('Cancelar convite')
    expect(wrapper.findAll('article')).toHaveLength(0)
  })
})

describe('changing somebody', () => {
  it('sends only what differs', () => {
    const account = makeAccount({ name: 'Bia', email: 'bia@acme.com.br', role: 'atendente', queue_ids: [1, 2], locale: null })
    const draft = draftOf(account)
    expect(changesTo(account, draft)).toEqual({})
    expect(changesTo(account, { ...draft, email: 'BIA@acme.com.br', queue_ids: [2, 1] })).toEqual({})
    expect(changesTo(account, { ...draft, name: ' Bia Lima ', role: 'gerente', queue_ids: [2], locale: 'es' })).toEqual({
      name: 'Bia Lima',
      role: 'gerente',
      queue_ids: [2],
      locale: 'es',
    })
  })

  it('disables after a question', async () => {
    const bia = makeAccount({ id: 9, name: 'Bia' })
    const { wrapper, press } = await show(bia)
    server.on('PATCH /users/9', () => ({ body: {} })).on('GET /users/9/account', () => ({ body: { ...bia, state: 'disabled' } }))
    await press('Desativar')
    expect(wrapper.text()).toContain('As conversas em que o cliente espera voltam para a fila')
    await press('Desativar')
    expect(server.sent('PATCH /users/9')[0]?.body).toEqual({ is_active: false })
    expect(wrapper.get('article').text()).toContain('Reativar')
  })

  it('sends a link for a new password, or hands it over where no e-mail brings it', async () => {
    const bia = makeAccount({ id: 9, name: 'Bia', email: 'bia@acme.com.br' })
    const { wrapper, press } = await show(bia)
    let url: string | null = null
    server
      .on('GET /users/9/sessions', () => ({ body: page([]) }))
      .on('GET /users/9/sign-ins', () => ({ body: page([]) }))
      .on('POST /users/9/password-reset', () => ({ body: { url } }))
    await press('Acesso')
    await press('Enviar link de nova senha')
    await press('Enviar link de nova senha')
    expect(useNotices().notices.map((one) => one.text)).toContain('Link enviado para bia@acme.com.br.')
    url = 'https://acme.example/password-reset/x'
    await press('Enviar link de nova senha')
    await press('Enviar link de nova senha')
    expect(wrapper.get('dialog code').text()).toBe(url)
  })

  it('ends sessions and resets the second factor', async () => {
    const bia = makeAccount({ id: 9, name: 'Bia', has_second_factor: true })
    const { wrapper, press } = await show(bia)
    const session = { id: 3, device: { browser: 'Chrome', system: 'Windows' }, address: null, created_at: '2026-11-20T15:00:00Z', seen_at: '2026-11-20T15:00:00Z', is_current: false }
    server
      .on('GET /users/9/sessions', () => ({ body: page([session]) }))
      .on('GET /users/9/sign-ins', () => ({ body: page([]) }))
      .on('DELETE /users/9/sessions', () => ({ status: 204 }))
      .on('DELETE /users/9/second-factor', () => ({ status: 204 }))
      .on('GET /users/9/account', () => ({ body: { ...bia, has_second_factor: false } }))
    await press('Acesso')
    expect(wrapper.get('dialog').text()).toContain('Chrome em Windows')
    await press('Encerrar todas')
    expect(wrapper.get('dialog').text()).toContain('Nenhuma sessão aberta.')
    await press('Redefinir duas etapas')
    await press('Redefinir duas etapas')
    expect(server.sent('DELETE /users/9/second-factor')).toHaveLength(1)
    expect(wrapper.get('article').text()).not.toContain('Duas etapas')
  })
})

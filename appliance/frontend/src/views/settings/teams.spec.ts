import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useNotices } from '@/stores/notices'
import { eventually } from '@/testing/eventually'
import { makeColleague, makeQueue, makeSession, PERMITTED } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import AuditView from './AuditView.vue'
import QueuesView from './QueuesView.vue'
import RolesView from './RolesView.vue'

let server: FakeServer
const role = (key: string, more: object = {}) => ({ key, name: null, permissions: PERMITTED[key] ?? [], is_builtin: true, requires_two_factor: false, ...more })

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn({ role: 'admin' })
  server = new FakeServer()
    .on('GET /auth/me', () => ({ body: makeSession({ role: 'admin' }) }))
    .on('GET /users', () => ({ body: page([makeColleague({ id: 8, name: 'Carlos Lima' })]) }))
    .on('GET /queues', () => ({ body: page([makeQueue({ id: 3, name: 'Cobrança', member_ids: [8] })]) }))
    .on('GET /roles', () => ({ body: { ...page([role('admin'), role('atendente')]), permissions: ['self', ...(PERMITTED['admin'] ?? [])] } }))
    .on('GET /audit', () => ({ body: page([]) }))
})

async function show(view: Parameters<typeof mountInApp>[0], at = '/settings') {
  const { wrapper } = await mountInApp(view, {}, at)
  await flushPromises()
  const button = (name: string) => wrapper.findAll('button').find((one) => one.text() === name || one.attributes('aria-label') === name)
  const press = async (name: string) => {
    await button(name)?.trigger('click')
    await eventually(() => expect(wrapper.find('dialog').exists()).toBe(true))
  }
  return { wrapper, button, press, text: () => wrapper.text() }
}

describe('the page of queues', () => {
  it('names who works in each', async () => {
    expect((await show(QueuesView)).text()).toContain('Carlos Lima')
  })

  it('says what to do where there is none yet', async () => {
    server.on('GET /queues', () => ({ body: page([]) }))
    expect((await show(QueuesView)).text()).toContain('Nenhum setor ainda')
  })

  it('makes one; what is wrong with its name is said beside it, and nothing typed is lost', async () => {
    const { wrapper, press } = await show(QueuesView)
    await press('Novo setor')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain('Dê um nome ao setor.')
    server.refuse('POST /queues', 409, 'queue_exists')
    await wrapper.get('dialog input').setValue('COBRANCA')
    await wrapper.get('dialog input[type=checkbox]').trigger('change')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('Já existe um setor com este nome.')
    server.on('POST /queues', () => ({ status: 201, body: makeQueue({ name: 'Vendas' }) }))
    await wrapper.get('dialog input').setValue('Vendas')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /queues').at(-1)?.body).toMatchObject({ name: 'Vendas', member_ids: [8] })
    expect(wrapper.find('dialog').exists()).toBe(false)
  })

  it('says what to do with one that cannot go', async () => {
    server.refuse('DELETE /queues/3', 409, 'queue_in_use')
    const { wrapper, press } = await show(QueuesView)
    await press('Excluir setor')
    await wrapper.get('dialog .btn-error').trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('desative-o')
  })

  it('deactivates one', async () => {
    server.on('PATCH /queues/3', () => ({ body: makeQueue({ id: 3, name: 'Cobrança', is_active: false }) }))
    const { wrapper } = await show(QueuesView)
    await wrapper.get('article [role=switch]').trigger('click')
    await flushPromises()
    expect(server.sent('PATCH /queues/3')[0]?.body).toEqual({ is_active: false })
    expect(wrapper.get('article [role=switch]').attributes('aria-checked')).toBe('false')
  })
})

describe('the page of roles', () => {
  const edit = async (at: number) => {
    const shown = await show(RolesView)
    await shown.wrapper.findAll('article')[at]?.get('[aria-label^="Editar perfil: "]').trigger('click')
    await eventually(() => expect(shown.wrapper.find('dialog').exists()).toBe(true))
    return shown
  }

  it('explains the administrator, and leaves what they may alone', async () => {
    const { wrapper } = await edit(0)
    expect(wrapper.text()).toContain('O administrador pode tudo')
    expect(wrapper.findAll('dialog input[type=checkbox]').every((one) => one.attributes('disabled') !== undefined)).toBe(true)
    server.on('PATCH /roles/admin', () => ({ body: role('admin', { requires_two_factor: true }) }))
    await wrapper.get('dialog [role=switch]').trigger('click')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('PATCH /roles/admin')[0]?.body).toEqual({ requires_two_factor: true })
  })

  it('changes what a role permits', async () => {
    server.on('PATCH /roles/atendente', () => ({ body: role('atendente') }))
    const { wrapper } = await edit(1)
    await wrapper.findAll('dialog label').find((one) => one.text() === 'Ver relatórios')?.get('input').trigger('change')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('PATCH /roles/atendente')[0]?.body).toMatchObject({ permissions: [...(PERMITTED['atendente'] ?? []), 'report.read'] })
    expect(useNotices().notices.map((one) => one.text)).toEqual(['Perfil Atendente salvo.'])
  })

  it('says beside the name that there is one like it', async () => {
    server.refuse('POST /roles', 409, 'role_exists')
    const { wrapper } = await show(RolesView)
    await wrapper.get('[aria-label="Criar outro a partir de Atendente"]').trigger('click')
    await eventually(() => expect(wrapper.find('dialog').exists()).toBe(true))
    await wrapper.get('dialog input:not([type=checkbox])').setValue('gerente')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    const field = wrapper.get('dialog input:not([type=checkbox])')
    expect(wrapper.get(`[id="${field.attributes('aria-describedby')}"]`).text()).toBe('Já existe um perfil com este nome.')
  })

  it('lets nobody give what they do not hold', async () => {
    signIn({ role: 'gerente' })
    const { wrapper } = await edit(1)
    const boxOf = (words: string) => wrapper.findAll('dialog label').find((one) => one.text() === words)?.get('input')
    expect(boxOf('Ver e exportar a auditoria')?.attributes('disabled')).toBeDefined()
    expect(boxOf('Ver relatórios')?.attributes('disabled')).toBeUndefined()
  })
})

describe('the page of the audit', () => {
  it('asks for what the address says, and exports the same', async () => {
    const { wrapper } = await show(AuditView, '/settings/audit?action=queue&user=8')
    expect(Object.fromEntries(server.sent('GET /audit')[0]!.query)).toEqual({ action: 'queue', user_id: '8' })
    expect(wrapper.get('a[download]').attributes('href')).toBe('/api/v1/audit/export?user_id=8&action=queue')
    expect(wrapper.text()).toContain('Nada com estes filtros')
  })
})

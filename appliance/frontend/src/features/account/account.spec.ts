import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { useNotices } from '@/stores/notices'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { createAppRouter } from '@/router'
import { useSession } from '@/stores/session'

import ApiTokensCard from './ApiTokensCard.vue'
import AttemptList from './AttemptList.vue'
import { deviceName } from './deviceName'
import PasswordCard from './PasswordCard.vue'
import SecondFactorCard from './SecondFactorCard.vue'
import SessionsCard from './SessionsCard.vue'

let server: FakeServer

beforeEach(() => {
  server = new FakeServer()
  signIn()
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:codes', revokeObjectURL: () => undefined }))
})

const button = (wrapper: ReturnType<typeof mount>, text: string) => wrapper.findAll('button').find((one) => one.text() === text)!
const OFF = { is_on: false, since: null, is_required: false, recovery_codes_left: 0 }
const ON = { is_on: true, since: '2026-11-20T15:00:00Z', is_required: false, recovery_codes_left: 9 }

describe('the second factor', () => {
  it('is set up with password, code and recovery codes', async () => {
    server
      .on('GET /auth/second-factor', () => ({ body: OFF }))
      .on('POST /auth/second-factor', () => ({ status: 201, body: { secret: 'ABCDEFGH', address: 'otpauth://totp/x', qr: { size: 29, path: 'M4 4h1v1h-1z' } } }))
      .on('POST /auth/second-factor/confirm', () => ({ body: { recovery_codes: ['abcde-fghjk', 'mnpqr-stuvw'] } }))
    const { wrapper } = await mountInApp(SecondFactorCard)
    await flushPromises()
    await button(wrapper as never, 'Ativar').trigger('click')
    await wrapper.get('input[name="current-password"]').setValue('segredo longo')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('path').attributes('d')).toBe('M4 4h1v1h-1z')
    expect(wrapper.get('code').text()).toBe('ABCD EFGH')
    await wrapper.get('input[name="code"]').setValue('123456')
    await flushPromises()
    expect(server.sent('POST /auth/second-factor/confirm')[0]?.body).toEqual({ code: '123456' })
    expect(wrapper.text()).toContain('mnpqr-stuvw')
    server.on('GET /auth/second-factor', () => ({ body: ON }))
    await button(wrapper as never, 'Já guardei').trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('Restam 9 códigos de recuperação.')
    expect(wrapper.text()).not.toContain('mnpqr-stuvw')
  })

  it('says beside the field that the password was wrong', async () => {
    server.on('GET /auth/second-factor', () => ({ body: ON })).refuse('POST /auth/second-factor/remove', 422, 'wrong_password')
    const { wrapper } = await mountInApp(SecondFactorCard)
    await flushPromises()
    await button(wrapper as never, 'Desativar').trigger('click')
    await wrapper.get('input[name="current-password"]').setValue('errada')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('A senha atual não confere.')
  })

  it('cannot be switched off where the role asks for it', async () => {
    server.on('GET /auth/second-factor', () => ({ body: { ...ON, is_required: true } }))
    const { wrapper } = await mountInApp(SecondFactorCard)
    await flushPromises()
    expect(wrapper.text()).toContain('O seu perfil a exige.')
    expect(wrapper.findAll('button').map((one) => one.text())).toEqual(['Novos códigos'])
  })

  it('comes before everything else where it must be set up', async () => {
    useSession().session = { ...useSession().session!, must_set_up_second_factor: true }
    const router = createAppRouter()
    await router.push('/settings/account')
    expect(router.currentRoute.value.fullPath).toBe('/protect-account?next=/settings/account')
  })
})

describe('the password', () => {
  it('is changed for the current one, with what is wrong beside its field', async () => {
    const { wrapper } = await mountInApp(PasswordCard)
    await button(wrapper as never, 'Trocar senha').trigger('click')
    await wrapper.get('input[name="current-password"]').setValue('errada')
    await wrapper.get('input[name="new-password"]').setValue('curta')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain('A senha precisa ter de 12 a 128 caracteres.')
    await wrapper.get('input[name="new-password"]').setValue('nove bicicletas vermelhas')
    server.refuse('POST /auth/password', 422, 'wrong_password')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('A senha atual não confere.')
    server.on('POST /auth/password', () => ({ status: 204 }))
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.emitted('changed')).toHaveLength(1)
    expect(wrapper.find('form').exists()).toBe(false)
  })
})

const session = (id: number, is_current = false) => ({
  id,
  device: { browser: 'Chrome', system: 'Windows' },
  address: '203.0.113.9',
  created_at: '2026-11-20T15:00:00Z',
  seen_at: '2026-11-20T15:00:00Z',
  is_current,
})

describe('the sessions', () => {
  it('mark this one, and end another', async () => {
    server.on('GET /auth/sessions', () => ({ body: page([session(1, true), session(2)]) })).on('DELETE /auth/sessions/2', () => ({ status: 204 }))
    const { wrapper } = await mountInApp(SessionsCard)
    await flushPromises()
    expect(wrapper.findAll('li').map((one) => one.text().includes('Esta sessão'))).toEqual([true, false])
    await wrapper.get('button[aria-label="Encerrar Chrome em Windows"]').trigger('click')
    await flushPromises()
    expect(wrapper.findAll('li')).toHaveLength(1)
    expect(button(wrapper as never, 'Encerrar as outras')).toBeUndefined()
  })

  it('are called by what is known of the device', () => {
    expect(deviceName({ browser: 'Chrome', system: 'Windows' })).toBe('Chrome em Windows')
    expect(deviceName({ browser: null, system: 'iPhone' })).toBe('iPhone')
    expect(deviceName({ browser: null, system: null })).toBe('Dispositivo desconhecido')
  })
})

describe('the history', () => {
  it('names each outcome, and goes on where there is more', async () => {
    const attempt = (id: number, outcome: string) => ({ id, at: '2026-11-20T15:00:00Z', outcome, address: null, device: { browser: null, system: null } })
    const pages = [page([attempt(3, 'signed_in'), attempt(2, 'wrong_password')], '2'), page([attempt(1, 'from_the_future')])]
    const asked: (string | null)[] = []
    const list = mount(AttemptList, { props: { fetchPage: (cursor) => (asked.push(cursor), Promise.resolve(pages.shift()!)) } })
    await flushPromises()
    await button(list as never, 'Carregar mais').trigger('click')
    await flushPromises()
    expect(asked).toEqual([null, '2'])
    expect(list.findAll('li span').map((one) => one.text())).toEqual(['Entrou', 'Senha errada', 'from_the_future'])
  })
})

describe('API tokens', () => {
  it('are made with a name and permissions, and shown once', async () => {
    const made = { id: 5, name: 'ERP', permissions: ['user.read'], created_at: '2026-11-20T15:00:00Z', expires_at: '2027-11-20T15:00:00Z', last_used_at: null, last_address: null }
    server
      .on('GET /auth/api-tokens', () => ({ body: { ...page([]), grantable: ['user.read', 'report.read'] } }))
      .on('POST /auth/api-tokens', () => ({ status: 201, body: { ...made, token: 'gui_once' } }))
    const { wrapper } = await mountInApp(ApiTokensCard)
    await flushPromises()
    await button(wrapper as never, 'Novo token').trigger('click')
    await wrapper.get('dialog form').trigger('submit')
    expect(wrapper.text()).toContain('Dê um nome ao token.')
    expect(wrapper.text()).toContain('Escolha ao menos uma permissão.')
    await wrapper.get('dialog input.field').setValue(' ERP ')
    await wrapper.get('dialog input[value="user.read"]').setValue(true)
    server.on('GET /auth/api-tokens', () => ({ body: { ...page([made]), grantable: ['user.read'] } }))
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /auth/api-tokens')[0]?.body).toEqual({ name: 'ERP', permissions: ['user.read'], days: 90 })
    expect(wrapper.get('dialog code').text()).toBe('gui_once')
    server.on('DELETE /auth/api-tokens/5', () => ({ status: 204 }))
    await wrapper.get('button[aria-label="Revogar ERP"]').trigger('click')
    await flushPromises()
    expect(wrapper.find('button[aria-label="Revogar ERP"]').exists()).toBe(false)
    expect(useNotices().notices.at(-1)?.text).toBe('Token revogado.')
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useSession } from '@/stores/session'
import { makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp } from '@/testing/mountInApp'
import InvitationView from '@/views/InvitationView.vue'
import LoginView from '@/views/LoginView.vue'
import PasswordResetView from '@/views/PasswordResetView.vue'

import { ownPath } from './ownPath'

const OWN = 'nove bicicletas vermelhas'
let server: FakeServer

beforeEach(() => {
  server = new FakeServer().on('GET /auth/me', () => ({ body: makeSession() }))
})

describe('signing in with a second factor', () => {
  async function askedForCode(next = '') {
    server.refuse('POST /auth/login', 401, 'second_factor_required', { challenge: 'the-challenge' })
    const { wrapper, router } = await mountInApp(LoginView, {}, `/login${next}`)
    await wrapper.get('input[type="email"]').setValue('ana@acme.com.br')
    await wrapper.get('input[name="password"]').setValue('segredo longo')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    return { page: wrapper, router }
  }

  it('sends the code as soon as it is whole, and goes where one wanted to', async () => {
    server.on('POST /auth/login/second-factor', () => ({ body: {} }))
    const { page, router } = await askedForCode('?next=/settings/deliveries')
    expect(page.text()).toContain('código de 6 dígitos')
    expect(document.activeElement).toBe(page.get('input[name="code"]').element)
    await page.get('input[name="code"]').setValue('123456')
    await flushPromises()
    expect(server.sent('POST /auth/login/second-factor')[0]?.body).toEqual({ challenge: 'the-challenge', code: '123456' })
    expect(router.currentRoute.value.fullPath).toBe('/settings/deliveries')
  })

  it('says that the code was wrong and asks for another', async () => {
    server.refuse('POST /auth/login/second-factor', 401, 'wrong_code')
    const { page } = await askedForCode()
    await page.get('input[name="code"]').setValue('000000')
    await flushPromises()
    expect(page.get('[role="alert"]').text()).toBe('Código incorreto. Confira e tente de novo.')
    expect(page.get<HTMLInputElement>('input[name="code"]').element.value).toBe('')
    expect(useSession().hasEnded).toBe(false)
  })

  it('takes a recovery code', async () => {
    server.on('POST /auth/login/second-factor', () => ({ body: {} }))
    const { page } = await askedForCode()
    await page.findAll('button').find((one) => one.text() === 'Usar um código de recuperação')?.trigger('click')
    await page.get('input[name="code"]').setValue('abcde-fghjk')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /auth/login/second-factor')[0]?.body).toEqual({ challenge: 'the-challenge', code: 'abcde-fghjk' })
  })

  it('begins anew when it took too long', async () => {
    server.refuse('POST /auth/login/second-factor', 401, 'challenge_expired')
    const { page } = await askedForCode()
    await page.get('input[name="code"]').setValue('123456')
    await flushPromises()
    expect(page.get('[role="alert"]').text()).toBe('Passou tempo demais. Entre de novo.')
    expect(page.find('input[name="password"]').exists()).toBe(true)
  })
})

describe('a forgotten password', () => {
  it('is answered the same whoever asks', async () => {
    server.on('POST /auth/password-reset', () => ({ status: 202, body: null }))
    const { wrapper } = await mountInApp(PasswordResetView, {}, '/password-reset')
    await wrapper.get('input[type="email"]').setValue(' ana@acme.com.br ')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /auth/password-reset')[0]?.body).toEqual({ email: 'ana@acme.com.br' })
    expect(wrapper.get('[role="status"]').text()).toContain('Se ana@acme.com.br tem acesso')
  })

  async function atLink() {
    server.on('GET /auth/password-reset/tok', () => ({ body: { name: 'Ana', email: 'ana@acme.com.br' } }))
    const { wrapper, router } = await mountInApp(PasswordResetView, {}, '/password-reset/tok')
    await flushPromises()
    return { page: wrapper, router }
  }

  async function choose(page: Awaited<ReturnType<typeof atLink>>['page'], password: string) {
    await page.get('input[name="password"]').setValue(password)
    await page.get('form').trigger('submit')
    await flushPromises()
  }

  it('is replaced by the link, and one signs in with the new one', async () => {
    server.on('POST /auth/password-reset/tok', () => ({ status: 204 }))
    const { page, router } = await atLink()
    expect(page.text()).toContain('ana@acme.com.br')
    await choose(page, OWN)
    expect(router.currentRoute.value.fullPath).toBe('/login?reset=done')
  })

  it('is told what is wrong with the new one, before and after asking', async () => {
    const { page } = await atLink()
    await choose(page, 'curta')
    expect(page.text()).toContain('A senha precisa ter de 12 a 128 caracteres.')
    expect(server.sent('POST /auth/password-reset/tok')).toHaveLength(0)
    server.refuse('POST /auth/password-reset/tok', 422, 'weak_password', { reason: 'common' })
    await choose(page, 'senha12345678')
    expect(page.text()).toContain('fácil de adivinhar')
    expect(page.get<HTMLInputElement>('input[name="password"]').element.value).toBe('senha12345678')
  })

  it('says that the link is gone, also when that happens meanwhile', async () => {
    const { page } = await atLink()
    server.refuse('POST /auth/password-reset/tok', 410, 'link_gone')
    await choose(page, OWN)
    expect(page.get('[role="alert"]').text()).toBe('Este link não vale mais')
  })
})

describe('an invitation', () => {
  it('welcomes in the language it was made for, takes a password, and opens the inbox', async () => {
    server
      .on('GET /auth/invitations/tok', () => ({ body: { name: 'Bia', email: 'bia@acme.com.br', locale: null } }))
      .on('POST /auth/invitations/tok', () => ({ body: {} }))
    const { wrapper, router } = await mountInApp(InvitationView, {}, '/invitation/tok')
    await flushPromises()
    expect(wrapper.text()).toContain('Boas-vindas, Bia!')
    await wrapper.get('input[name="password"]').setValue(OWN)
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /auth/invitations/tok')[0]?.body).toEqual({ password: OWN })
    expect(router.currentRoute.value.name).toBe('inbox')
  })

  it('that is gone says so', async () => {
    server.refuse('GET /auth/invitations/tok', 410, 'link_gone')
    const { wrapper } = await mountInApp(InvitationView, {}, '/invitation/tok')
    await flushPromises()
    expect(wrapper.get('[role="alert"]').text()).toBe('Este link não vale mais')
    expect(wrapper.find('form').exists()).toBe(false)
  })

  it('can be looked at again when the server was out of reach', async () => {
    server.cut('GET /auth/invitations/tok')
    const { wrapper } = await mountInApp(InvitationView, {}, '/invitation/tok')
    await flushPromises()
    server.on('GET /auth/invitations/tok', () => ({ body: { name: 'Bia', email: 'bia@acme.com.br', locale: null } }))
    await wrapper.findAll('button').find((one) => one.text() === 'Tentar de novo')?.trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('Boas-vindas, Bia!')
  })
})

describe('where to after signing in', () => {
  it.each([
    ['/settings/people?x=1', '/settings/people?x=1'],
    ['//rival.example', '/inbox'],
    ['/\\rival.example', '/inbox'],
    ['https://rival.example', '/inbox'],
    [undefined, '/inbox'],
  ])('%s leads to %s', (wanted, path) => expect(ownPath(wanted)).toBe(path))
})

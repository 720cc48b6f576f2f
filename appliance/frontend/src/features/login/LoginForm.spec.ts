import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { setLocale } from '@/i18n'
import { useSession } from '@/stores/session'
import { makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'

import LoginForm from './LoginForm.vue'

let server: FakeServer

beforeEach(() => {
  server = new FakeServer()
    .on('POST /auth/login', () => ({ body: {} }))
    .on('GET /auth/me', () => ({ body: makeSession() }))
})

async function fillIn(email = 'ana@acme.com.br', password = 'segredo longo') {
  const form = mount(LoginForm, { attachTo: document.body })
  await form.get('input[type="email"]').setValue(email)
  await form.get('input[name="password"]').setValue(password)
  await form.get('form').trigger('submit')
  await flushPromises()
  return form
}

describe('signing in', () => {
  it('sends what was typed and says that it worked', async () => {
    const form = await fillIn(' ana@acme.com.br ')
    expect(server.sent('POST /auth/login')[0]?.body).toEqual({
      email: 'ana@acme.com.br',
      password: 'segredo longo',
      remember: false,
    })
    expect(form.emitted('signedIn')).toHaveLength(1)
    expect(useSession().user?.name).toBe('Ana Souza')
  })

  it('names the missing field and goes there, asking nobody', async () => {
    const form = await fillIn('ana@acme.com.br', '')
    expect(form.text()).toContain('Digite sua senha.')
    expect(document.activeElement).toBe(form.get('input[name="password"]').element)
    expect(server.requests).toHaveLength(0)
  })

  it.each([
    ['ana', 'x', 'email', 'Um e-mail tem a forma'],
    [`${'a'.repeat(250)}@acme.com`, 'x', 'email', 'Um e-mail tem a forma'],
    ['ana@acme.com.br', 'x'.repeat(1025), 'password', 'Nenhuma senha daqui tem mais de 1024 caracteres.'],
  ])('says beside the field that %.20s and %.5s will not do, and keeps them', async (email, password, name, said) => {
    const form = await fillIn(email, password)
    const field = form.get<HTMLInputElement>(`input[name="${name}"]`)
    expect(form.get(`#${field.attributes('aria-describedby')}`).text()).toContain(said)
    expect(document.activeElement).toBe(field.element)
    expect(field.element.value).toBe(name === 'email' ? email : password)
    expect(server.requests).toHaveLength(0)
  })

  it('does not tell which of the two was wrong, and keeps the e-mail', async () => {
    server.refuse('POST /auth/login', 401, 'wrong_credentials', {}, 'E-mail ou senha incorretos.')
    const form = await fillIn()
    expect(form.get('[role="alert"]').text()).toBe('E-mail ou senha incorretos. Confira e tente de novo.')
    expect(form.get<HTMLInputElement>('input[type="email"]').element.value).toBe('ana@acme.com.br')
  })

  it('says so in the language that is chosen afterwards', async () => {
    server.refuse('POST /auth/login', 401, 'wrong_credentials')
    const form = await fillIn()
    await setLocale('en')
    await flushPromises()
    expect(form.get('[role="alert"]').text()).toContain('Wrong e-mail or password')
    await setLocale('pt-BR')
  })

  it('says how long to wait after too many attempts', async () => {
    server.refuse('POST /auth/login', 429, 'too_many_logins', { retry_after: 95 })
    expect((await fillIn()).get('[role="alert"]').text()).toBe(
      'Muitas tentativas. Aguarde 2 minutos antes de tentar outra vez.',
    )
  })

  it('says that the server is out of reach', async () => {
    server.cut('POST /auth/login')
    expect((await fillIn()).get('[role="alert"]').text()).toContain('Confira sua conexão')
  })

  it('shows the password on demand', async () => {
    const form = await fillIn()
    await form.get('button[aria-label="Mostrar senha"]').trigger('click')
    expect(form.get('input[name="password"]').attributes('type')).toBe('text')
    await form.get('button[aria-label="Ocultar senha"]').trigger('click')
    expect(form.get('input[name="password"]').attributes('type')).toBe('password')
  })

  it('greets those whose session ended with a word about it', () => {
    useSession().hasEnded = true
    expect(mount(LoginForm).get('[role="status"]').text()).toContain('Sua sessão terminou')
  })

  it.each([
    ['disabled', 'Sua conta foi desativada'],
    ['access_changed', 'Seu acesso foi alterado'],
  ] as const)('and why, where the server said it: %s', (reason, words) => {
    useSession().hasEnded = true
    useSession().endReason = reason
    expect(mount(LoginForm).get('[role="status"]').text()).toContain(words)
  })
})

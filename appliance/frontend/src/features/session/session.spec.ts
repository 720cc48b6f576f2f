import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useConnection } from '@/stores/connection'
import { usePreferences } from '@/stores/preferences'
import { useSession } from '@/stores/session'
import { eventually } from '@/testing/eventually'
import { makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import AccountMenu from './AccountMenu.vue'
import StatusBanners from './StatusBanners.vue'

beforeEach(() => signIn())

describe('the account menu', () => {
  async function open() {
    const menu = mount(AccountMenu, { attachTo: document.body })
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

  it('say that live updates are missing and that the AI is unwell', () => {
    useConnection().isLost = true
    useSession().session = { ...makeSession(), ai: { state: 'degraded' } }
    const banners = mount(StatusBanners).text()
    expect(banners).toContain('Sem conexão em tempo real, tentando de novo…')
    expect(banners).toContain('A IA está instável')
  })
})

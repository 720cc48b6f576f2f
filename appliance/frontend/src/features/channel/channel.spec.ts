import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { BusinessProfile, Channel, CheckItem } from '@/api/channel'
import { withTexts } from '@/i18n'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import ChannelView from '@/views/settings/ChannelView.vue'

import CheckLine from './CheckLine.vue'
import { problemsOf } from './profile'

const PROFILE: BusinessProfile = { about: 'Oi', address: '', description: '', email: '', websites: [], vertical: 'RETAIL', has_picture: false }

let server: FakeServer

beforeEach(async () => {
  server = new FakeServer().on('GET /channel/profile', () => ({ body: PROFILE }))
  await withTexts(() => Promise.resolve())()
  signIn({ role: 'admin' })
})

const item = (more: Partial<CheckItem>): CheckItem => ({ name: 'quality', state: 'ok', code: 'green', facts: {}, ...more })
const channel = (items: CheckItem[]): Channel => ({
  callback: 'https://acme.example/webhooks/whatsapp',
  check: { checked_at: '2026-11-20T15:00:00Z', by: 'Clara', state: items[0]!.state, number: '+55 11 4004-0001', name: 'ACME', items },
})

async function line(more: Partial<CheckItem>): Promise<string> {
  const { wrapper } = await mountInApp(CheckLine, { props: { item: item(more) } })
  return wrapper.text()
}

describe('a line of the check', () => {
  it.each([
    [{ state: 'error', code: 'red' }, ['Baixa', 'O que fazer:', 'Problema']],
    [{ name: 'token', code: 'ends_soon', state: 'warning', facts: { expires_at: 1_795_000_000 } }, ['2026', 'token permanente']],
    [{ name: 'limit', code: 'few', facts: { tier: 'TIER_250' } }, ['250 clientes em 24 horas']],
    [{ name: 'webhook', state: 'error', code: 'elsewhere', facts: { found: 'https://x.example' } }, ['https://x.example']],
    [{ name: 'health', state: 'error', code: 'blocked', facts: { errors: [{ said: 'Issue', advice: 'Mend it' }] } }, ['Issue Mend it']],
    [{ name: 'number', state: 'unknown', code: 'other', facts: { word: 'ODD' } }, ['A Meta respondeu “ODD”.']],
    [{ name: 'throughput', state: 'unknown', code: 'not_told' }, ['A Meta não informou.']],
    [{ name: 'tomorrow', state: 'ok', code: 'new_word' }, ['tomorrow', 'new_word']],
  ] as [Partial<CheckItem>, string[]][])('says how it stands and what to do %#', async (more, facts) => {
    const text = await line(more)
    for (const fact of facts) expect(text).toContain(fact)
  })
})

describe('the page of the connection', () => {
  it('checks now and shows what was seen', async () => {
    server.on('GET /channel', () => ({ body: { ...channel([item({})]), check: null } }))
    const { wrapper } = await mountInApp(ChannelView)
    await flushPromises()
    expect(wrapper.text()).toContain('Ainda não verificado')
    server.on('POST /channel/check', () => ({ body: channel([item({ state: 'error', code: 'red' })]) }))
    await wrapper.findAll('button').find((one) => one.text() === 'Verificar agora')!.trigger('click')
    await flushPromises()
    for (const fact of ['ACME', '+55 11 4004-0001', 'Com problema', 'Verificado por Clara', 'https://acme.example/webhooks/whatsapp']) expect(wrapper.text()).toContain(fact)
  })

  it('saves the profile at Meta, or says why not and loses nothing', async () => {
    server.on('GET /channel', () => ({ body: channel([item({})]) }))
    const { wrapper } = await mountInApp(ChannelView)
    await flushPromises()
    const about = wrapper.findAll('input').find((one) => one.element.value === 'Oi')!
    await about.setValue('')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain('O recado não pode ficar vazio.')
    await about.setValue('Novo')
    server.refuse('PATCH /channel/profile', 422, 'meta_refused', {}, 'A Meta recusou: “não”.')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('[role="alert"]').text()).toBe('A Meta recusou: “não”.')
    expect(about.element.value).toBe('Novo')
    server.on('PATCH /channel/profile', () => ({ body: { ...PROFILE, about: 'Novo' } }))
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('PATCH /channel/profile')[1]?.body).toMatchObject({ about: 'Novo', websites: [], vertical: 'RETAIL' })
  })
})

describe('a profile', () => {
  const good = { about: 'Oi', address: '', email: '', website: '', website2: '' }

  it.each([
    [{}, []],
    [{ about: ' ' }, ['about']],
    [{ email: 'oi@' }, ['email']],
    [{ website: 'acme.example' }, ['website']],
    [{ website2: 'https://acme' }, ['website2']],
  ])('is checked before Meta sees it %#', (more, wrong) => {
    expect(Object.keys(problemsOf({ ...good, ...more }))).toEqual(wrong)
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { AccountNotice } from '@/api/accountNotices'
import { useAccountNotices } from '@/stores/accountNotices'
import { makeNotice } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import AccountNoticesView from './AccountNoticesView.vue'

let server: FakeServer

beforeEach(() => {
  signIn({ role: 'admin' })
  server = new FakeServer().on('GET /webhook-deliveries/stats', () => ({ body: { malformed: 0, dead: 0 } })).on('GET /account-notices/stats', () => ({ body: { unseen: 1, critical: 0 } }))
})

const serve = (unseen: AccountNotice[], seen: AccountNotice[] = []) =>
  server.on('GET /account-notices', ({ query }) => ({ body: page(query.get('seen') === 'true' ? seen : unseen) }))

async function show() {
  const { wrapper } = await mountInApp(AccountNoticesView, {}, '/settings/account-notices')
  await flushPromises()
  return wrapper
}
type Shown = Awaited<ReturnType<typeof show>>
const button = (view: Shown, label: string) => view.findAll('button').find((one) => one.text().startsWith(label))!

describe('the page of account notices', () => {
  it('reassures when there are none', async () => {
    serve([])
    expect((await show()).text()).toContain('Nenhum aviso novo')
  })

  it('says what happened, how grave it is and the facts, never as markup', async () => {
    const value = { message_template_name: '<b>x</b>', reason: 'SCAM' }
    serve([makeNotice({ severity: 'warning', field: 'message_template_status_update', event: 'REJECTED', value })])
    const article = (await show()).get('article')
    for (const words of ['Atenção', 'Modelo recusado', '<b>x</b>', 'parece golpe', '20 de nov. de 2026, 12:00']) expect(article.text()).toContain(words)
    expect(article.find('b, pre').exists()).toBe(false)
    await article.findAll('button').at(-1)!.trigger('click')
    expect(article.get('pre').text()).toContain('"reason": "SCAM"')
    expect(article.text()).toContain('message_template_status_update · REJECTED')
  })

  it('puts aside what was seen, and shows it among the seen', async () => {
    const notice = makeNotice({ id: 4 })
    serve([notice], [{ ...notice, seen_at: '2026-11-20T16:00:00Z' }])
    server.on('POST /account-notices/4/seen', () => ({ status: 204 }))
    const view = await show()
    await button(view, 'Marcar como visto').trigger('click')
    await flushPromises()
    expect(view.text()).toContain('Nenhum aviso novo')
    expect(server.sent('GET /account-notices/stats').length).toBeGreaterThan(1)
    await button(view, 'Vistos').trigger('click')
    await flushPromises()
    expect(view.get('article').text()).toContain('Visto em 20 de nov. de 2026, 13:00')
    expect(button(view, 'Marcar como visto')).toBeUndefined()
  })

  it('asks for what is grave by itself: it may be older than a page of the rest', async () => {
    serve([])
    server.on('GET /account-notices/stats', () => ({ body: { unseen: 80, critical: 1 } }))
    server.on('GET /account-notices', ({ query }) => ({ body: page(query.get('severity') === 'critical' ? [makeNotice({ id: 9 })] : []) }))
    await show()
    expect(useAccountNotices().critical.map((one) => one.id)).toEqual([9])
  })

  it('offers another try and more pages', async () => {
    server.cut('GET /account-notices')
    const view = await show()
    expect(view.text()).toContain('Não foi possível carregar os avisos.')
    server.on('GET /account-notices', ({ query }) => ({ body: query.has('cursor') ? page([makeNotice()]) : page([makeNotice()], '5') }))
    await button(view, 'Tentar de novo').trigger('click')
    await flushPromises()
    await button(view, 'Carregar mais').trigger('click')
    await flushPromises()
    expect(view.findAll('article')).toHaveLength(2)
  })

  it('bears a notice of no known shape', async () => {
    serve([makeNotice({ field: 'x'.repeat(64), event: null, severity: 'grave' as never, value: null })])
    const article = (await show()).get('article')
    expect(article.text()).toContain('Informação')
    await article.findAll('button').at(-1)!.trigger('click')
    expect(article.get('pre').text()).toBe('null')
  })
})

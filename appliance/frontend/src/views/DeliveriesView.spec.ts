import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { useNotices } from '@/stores/notices'
import { makeDelivery } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import DeliveriesView from './DeliveriesView.vue'

let server: FakeServer

beforeEach(() => {
  signIn({ role: 'admin' })
  server = new FakeServer().on('GET /webhook-deliveries/stats', () => ({ body: { malformed: 1, dead: 1 } }))
})

const serve = (...deliveries: ReturnType<typeof makeDelivery>[]) =>
  server.on('GET /webhook-deliveries', () => ({ body: page(deliveries) }))

async function show() {
  const { wrapper } = await mountInApp(DeliveriesView, {}, '/settings/deliveries')
  await flushPromises()
  return wrapper
}
type Shown = Awaited<ReturnType<typeof show>>
const button = (view: Shown, label: string) => view.findAll('button').find((one) => one.text().startsWith(label))!

describe('the page of deliveries', () => {
  it('reassures when there are none', async () => {
    serve()
    expect((await show()).text()).toContain('Nenhuma entrega perdida')
  })

  it('says when, what, why, how often and how much', async () => {
    serve(makeDelivery({ id: 12, attempts: 2, size: 1234 }))
    const text = (await show()).get('article').text().replace(/\s+/g, ' ')
    expect(text).toContain('20 de nov. de 2026, 12:00')
    expect(text).toContain('Malformada')
    expect(text).toContain('O conteúdo não é JSON.')
    expect(text).toContain('Entrega 12 · 2 tentativas · 1,2 kB')
  })

  it('shows the body on request, as text and never as markup, and copies it as it came', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    const body = '{"x":"<img src=x onerror=alert(1)>"}'
    serve(makeDelivery({ body }))
    const view = await show()
    expect(view.find('pre').exists()).toBe(false)
    const disclosure = view.get('article button')
    await disclosure.trigger('click')
    expect(disclosure.attributes('aria-expanded')).toBe('true')
    expect(view.get('pre').text()).toBe('{\n  "x": "<img src=x onerror=alert(1)>"\n}')
    expect(view.find('pre img').exists()).toBe(false)
    expect(view.text()).toContain('not JSON')
    await button(view, 'Copiar conteúdo').trigger('click')
    expect(writeText).toHaveBeenCalledWith(body)
  })

  it('says that of a long body only the beginning is there', async () => {
    serve(makeDelivery({ body: 'x'.repeat(65_536), size: 2_000_000 }))
    const view = await show()
    await view.get('article button').trigger('click')
    expect(view.text().replace(/\s/g, ' ')).toContain('Mostrando o início: 65,5 kB de 2 MB.')
  })

  it('has a dead one processed again; a malformed one can only be put aside', async () => {
    const dead = makeDelivery({ id: 3, state: 'dead' })
    serve(dead, makeDelivery({ id: 2 }))
    server
      .on('POST /webhook-deliveries/3/retry', () => ({ body: { ...dead, state: 'done' } }))
      .on('POST /webhook-deliveries/2/dismiss', () => ({ body: makeDelivery({ id: 2, state: 'dismissed' }) }))
    const view = await show()
    const [first, second] = view.findAll('article')
    expect(first?.findAll('button').map((one) => one.text()).slice(1)).toEqual(['Reprocessar', 'Descartar'])
    expect(second?.findAll('button').map((one) => one.text()).slice(1)).toEqual(['Descartar'])
    await button(view, 'Reprocessar').trigger('click')
    await flushPromises()
    expect(useNotices().notices.at(-1)?.text).toBe('Entrega processada.')
    await button(view, 'Descartar').trigger('click')
    await flushPromises()
    expect(view.text()).toContain('Nenhuma entrega perdida')
    expect(document.activeElement).not.toBe(document.body)
  })

  it('says when somebody else was first', async () => {
    serve(makeDelivery({ id: 2 }))
    server.refuse('POST /webhook-deliveries/2/dismiss', 409, 'delivery_changed')
    const view = await show()
    await button(view, 'Descartar').trigger('click')
    await flushPromises()
    expect(useNotices().notices[0]?.text).toBe('A entrega acabou de mudar. Atualize a lista.')
  })

  it('offers another try, more pages and a fresh look', async () => {
    server.cut('GET /webhook-deliveries')
    const view = await show()
    expect(view.text()).toContain('Não foi possível carregar as entregas.')
    server.on('GET /webhook-deliveries', ({ query }) =>
      query.has('cursor') ? { body: page([makeDelivery({ id: 1 })]) } : { body: page([makeDelivery({ id: 5 })], '5') },
    )
    await button(view, 'Tentar de novo').trigger('click')
    await flushPromises()
    await button(view, 'Carregar mais').trigger('click')
    await flushPromises()
    expect(view.findAll('article')).toHaveLength(2)
    server.on('GET /webhook-deliveries', () => ({ body: page([makeDelivery({ id: 6 })], null) }))
    await button(view, 'Atualizar').trigger('click')
    await flushPromises()
    expect(view.text()).toContain('Entrega 6')
  })

  it('shows what was put aside, to be taken up again', async () => {
    server.on('GET /webhook-deliveries', ({ query }) => ({
      body: page(query.get('state') === 'dismissed' ? [makeDelivery({ state: 'dismissed' })] : []),
    }))
    const view = await show()
    await button(view, 'Descartadas').trigger('click')
    await flushPromises()
    expect(view.get('article').text()).toContain('Reprocessar')
    expect(view.get('article').text()).not.toContain('Descartar')
  })
})

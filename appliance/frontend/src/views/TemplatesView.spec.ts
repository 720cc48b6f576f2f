import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Template } from '@/api/templates'
import { live } from '@/realtime/live'
import { useNotices } from '@/stores/notices'
import { eventually } from '@/testing/eventually'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { makeTemplate, makeTemplateRules } from '@/testing/templates'

import TemplatesView from './TemplatesView.vue'

let server: FakeServer
const done = { state: 'done', read: 2, changed: 0, deleted: 0, started_at: null, finished_at: '2026-11-20T15:00:00Z', error: null }

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn({ role: 'gerente' })
  server = new FakeServer().on('GET /templates/sync', () => ({ body: done })).on('GET /templates/limits', () => ({ body: makeTemplateRules() }))
})

const serve = (...templates: Template[]) => server.on('GET /templates', () => ({ body: page(templates) }))
const tell = (template: Template) => live.emit('template.updated', { seq: { everybody: 1 }, template })

async function show(at = '/templates') {
  const { wrapper, router } = await mountInApp(TemplatesView, {}, at)
  await flushPromises()
  return { view: wrapper, router }
}
type Shown = Awaited<ReturnType<typeof show>>['view']
const button = (view: Shown, label: string) => view.findAll('button').find((one) => one.text().startsWith(label) || one.attributes('aria-label') === label)

describe('the page of templates', () => {
  it('says what became of each, and why', async () => {
    serve(
      makeTemplate({ quality: 'YELLOW' }),
      makeTemplate({ name: 'oferta', status: 'REJECTED', category: 'MARKETING', rejection: { reason: 'INVALID_FORMAT', recommendation: 'Revise o exemplo.' } }),
      makeTemplate({ name: 'x', status: 'FROM_THE_FUTURE', language: 'xx_y', category_change: { category: 'MARKETING', at: '2026-11-22T12:00:00Z' } }),
    )
    const [first, second, third] = (await show()).view.findAll('article').map((one) => one.text())
    for (const words of ['Aprovado', 'Qualidade média', 'Utilidade', 'português (Brasil)', 'Olá, Ana! Seu pedido A-17 já está pronto.']) expect(first).toContain(words)
    for (const words of ['Recusado', 'O formato não é aceito', 'Revise o exemplo.']) expect(second).toContain(words)
    for (const words of ['FROM_THE_FUTURE', 'vai mudar a categoria para Marketing em 22 de nov. de 2026, 09:00']) expect(third).toContain(words)
  })

  it('shows at once what Meta decides, and what no longer belongs here', async () => {
    const template = makeTemplate({ id: 4, status: 'PENDING' })
    serve(template)
    const { view } = await show()
    tell({ ...template, status: 'APPROVED' })
    tell(makeTemplate({ name: 'aaa' }))
    await flushPromises()
    expect(view.findAll('h2').map((one) => one.text())).toEqual(['aaa', 'pedido_pronto'])
    expect(view.findAll('article')[1]!.text()).toContain('Aprovado')
    tell({ ...template, status: 'DELETED' })
    await flushPromises()
    expect(view.findAll('article')).toHaveLength(1)
  })

  it('narrows the list by its address', async () => {
    serve(makeTemplate())
    const { view, router } = await show('/templates?status=APPROVED')
    await view.findAll('select')[2]!.setValue('pt_BR')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ status: 'APPROVED', language: 'pt_BR' })
    const last = server.sent('GET /templates').at(-1)!.query
    expect([last.get('status'), last.get('language'), last.get('category')]).toEqual(['APPROVED', 'pt_BR', null])
  })

  it('offers a first one, a way back from too many filters, and another try', async () => {
    serve()
    const { view } = await show()
    expect(view.text()).toContain('Nenhum modelo ainda')
    expect(view.findAll('a').some((one) => one.attributes('href') === '/templates/new')).toBe(true)
    const narrowed = (await show('/templates?q=zzz')).view
    expect(button(narrowed, 'Limpar filtros')).toBeDefined()
    server.cut('GET /templates')
    const failed = (await show()).view
    serve(makeTemplate())
    await button(failed, 'Tentar de novo')!.trigger('click')
    await flushPromises()
    expect(failed.findAll('article')).toHaveLength(1)
  })

  it('fetches them from Meta, and says why it could not', async () => {
    serve(makeTemplate())
    server.on('POST /templates/sync', () => ({ body: done }))
    const { view } = await show()
    await button(view, 'Sincronizar')!.trigger('click')
    await flushPromises()
    expect(view.text()).toContain('Última sincronização com a Meta')
    expect(useNotices().notices.at(-1)?.text).toBe('Modelos sincronizados com a Meta.')
    server.on('POST /templates/sync', () => ({ body: { ...done, state: 'failed', error: { code: 'x', message: 'O WhatsApp não pôde ser alcançado.' } } }))
    await button(view, 'Sincronizar')!.trigger('click')
    await flushPromises()
    expect(useNotices().notices.at(-1)?.text).toBe('O WhatsApp não pôde ser alcançado.')
  })

  it('deletes one after asking, and keeps it with the reason when Meta will not', async () => {
    const template = makeTemplate({ id: 4 })
    serve(template)
    const { view } = await show()
    await button(view, 'Excluir')!.trigger('click')
    await eventually(() => expect(view.find('dialog').exists()).toBe(true))
    expect(view.get('dialog').text()).toContain('bloqueado por 30 dias')
    server.refuse('DELETE /templates/4', 409, 'template_refused', {}, 'A Meta recusou: “em uso”.')
    await view.get('dialog form').trigger('submit')
    await flushPromises()
    expect(view.get('dialog').text()).toContain('em uso')
    server.on('DELETE /templates/4', () => ({ body: { data: [{ ...template, status: 'DELETED' }], name_blocked_days: 30 } }))
    await view.findAll('dialog input[type=radio]')[1]!.setValue()
    await view.get('dialog form').trigger('submit')
    await flushPromises()
    expect(server.sent('DELETE /templates/4').at(-1)!.query.get('all_languages')).toBe('true')
    expect(view.findAll('article, dialog')).toHaveLength(0)
  })

  it('shows an attendant all of it, and lets them change nothing', async () => {
    signIn({ role: 'atendente' })
    serve(makeTemplate())
    const { view } = await show()
    expect(view.findAll('article')).toHaveLength(1)
    expect(['Sincronizar', 'Excluir'].map((label) => button(view, label))).toEqual([undefined, undefined])
    expect(view.findAll('a').some((one) => one.attributes('href')?.startsWith('/templates/'))).toBe(false)
  })
})

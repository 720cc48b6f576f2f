import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useTemplateChoice } from '@/stores/templateChoice'
import { makeContact, makeConversation, makeWholeContact } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { makeTemplate } from '@/testing/templates'

import TemplatePicker from './TemplatePicker.vue'

let server: FakeServer
const ready = makeTemplate({ id: 4 })
const stopped = makeTemplate({ id: 5, name: 'outro', sendable: false })

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn()
  server = new FakeServer()
    .on('GET /templates', () => ({ body: page([ready, stopped]) }))
    .on('GET /messages/limits', () => ({ body: { template: { body: 60 }, location: { name: 9, address: 9, latitude: { max: 90 }, longitude: { max: 180 } } } }))
})

async function show() {
  const { wrapper } = await mountInApp(TemplatePicker, { props: { conversation: makeConversation() } })
  await flushPromises()
  return wrapper
}
type Picker = Awaited<ReturnType<typeof show>>
async function choose(picker: Picker) {
  await picker.get('[role=combobox]').trigger('keydown', { key: 'Enter' })
  await flushPromises()
}

describe('the picker of templates', () => {
  it('offers only what can be sent', async () => {
    const picker = await show()
    expect(picker.findAll('[role=option]')).toHaveLength(1)
    expect(server.sent('GET /templates')[0]?.query.get('status')).toBe('APPROVED')
  })

  it('fills in the name, shows the message, and sends it once nothing is missing', async () => {
    const picker = await show()
    await choose(picker)
    const inputs = picker.findAll('form input')
    expect(inputs.map((one) => (one.element as HTMLInputElement).value)).toEqual(['Maria', 'Maria', '', ''])
    await picker.get('form').trigger('submit')
    await flushPromises()
    expect(picker.text()).toContain('Preencha este campo.')
    expect(picker.emitted('send')).toBeUndefined()
    await inputs[2]!.setValue('B-2')
    await inputs[3]!.setValue('B-2')
    expect(picker.get('figure').text()).toContain('Olá, Maria! Seu pedido B-2 já está pronto.')
    await picker.get('form').trigger('submit')
    const [body, shown] = picker.emitted('send')![0] as [object, { content: string }]
    expect(body).toEqual({ message_type: 'template', template: { template_id: 4, header: { text: 'Maria' }, body: ['Maria', 'B-2'], buttons: { '1': 'B-2' } } })
    expect(shown.content).toBe('Olá, Maria! Seu pedido *B-2* já está pronto.')
  })

  it('refuses a text that the values made too long', async () => {
    const picker = await show()
    await choose(picker)
    for (const input of picker.findAll('form input')) await input.setValue('x'.repeat(40))
    await picker.get('form').trigger('submit')
    expect(picker.get('[role=alert]').text()).toContain('além do limite')
    expect(picker.emitted('send')).toBeUndefined()
  })

  it('warns of marketing for somebody who asked for none', async () => {
    server
      .on('GET /templates', () => ({ body: page([{ ...ready, category: 'MARKETING' }]) }))
      .on('GET /contacts/77', () => ({ body: makeWholeContact({ id: 77, marketing_stopped_at: '2026-11-20T15:00:00Z' }) }))
    const { wrapper } = await mountInApp(TemplatePicker, { props: { conversation: makeConversation({ contact: makeContact({ id: 77 }) }) } })
    await flushPromises()
    await choose(wrapper)
    expect(wrapper.get('form').text()).toContain('pediu ao WhatsApp para não receber marketing')
  })

  it('says so when Meta stops a template that is being filled in', async () => {
    const picker = await show()
    await choose(picker)
    useTemplateChoice().receive({ ...ready, status: 'PAUSED', sendable: false })
    await flushPromises()
    expect(picker.text()).toContain('não pode mais ser enviado')
    expect(picker.find('form').exists()).toBe(false)
  })
})

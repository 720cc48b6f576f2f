import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'

import { makeContact, makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ContactChooser from './ContactChooser.vue'
import InteractiveBuilder from './InteractiveBuilder.vue'
import LocationForm from './LocationForm.vue'

let server: FakeServer
const shared = { body: 1024, footer: 60, headers: ['text', 'image'], header_text: 60 }
const limits = {
  location: { name: 256, address: 1000, latitude: { min: -90, max: 90 }, longitude: { min: -180, max: 180 } },
  contacts: { contacts: 2, name: 256 },
  interactive: { buttons: { ...shared, buttons: 2, button_title: 20 }, list: { ...shared, headers: ['text'] }, cta_url: shared, location_request: { ...shared, headers: [] } },
}

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  signIn()
  server = new FakeServer()
    .on('GET /messages/limits', () => ({ body: limits }))
    .on('GET /contacts', () => ({ body: page([makeContact({ id: 1, name: 'Ana' }), makeContact({ id: 2, name: 'Bia' }), makeContact({ id: 3, name: 'Cau' }), makeContact({ id: 4, name: 'X', phone: null, wa_id: null })]) }))
})

async function show(dialog: Component) {
  const { wrapper } = await mountInApp(dialog, { props: { conversation: makeConversation() } } as never)
  await flushPromises()
  return wrapper
}
type Shown = Awaited<ReturnType<typeof show>>
const button = (view: Shown, label: string) => view.findAll('button').find((one) => one.text().startsWith(label))!
const field = (view: Shown, label: string) => view.get(`[id="${view.findAll('label[for]').find((one) => one.text() === label)!.attributes('for')}"]`)

describe('the chooser of contacts', () => {
  it('sends as many as fit of those with a number, and nothing on Enter in the search', async () => {
    const view = await show(ContactChooser)
    const people = () => view.findAll('button[aria-pressed]').filter((one) => one.find('bdi').exists())
    expect(people()).toHaveLength(3)
    await people()[0]!.trigger('click')
    await people()[1]!.trigger('click')
    expect(people()[2]!.attributes('disabled')).toBeDefined()
    await view.get('form[role=search]').trigger('submit')
    expect(view.emitted('send')).toBeUndefined()
    await button(view, 'Enviar 2 contatos').trigger('click')
    expect(view.emitted('send')![0]![0]).toMatchObject({ message_type: 'contacts', contacts: [{ name: 'Ana' }, { name: 'Bia' }] })
    expect(server.sent('GET /contacts').length).toBeGreaterThan(0)
  })

  it('takes one written by hand, its number grouped while it is typed', async () => {
    const view = await show(ContactChooser)
    await button(view, 'Escrever um').trigger('click')
    await field(view, 'Telefone').setValue('1187650001')
    expect((field(view, 'Telefone').element as HTMLInputElement).value).toBe('(11) 8765-0001')
    expect(view.text()).toContain('irá como +55 11 98765-0001')
    await view.get('form[novalidate]').trigger('submit')
    expect(view.text()).toContain('Dê um nome ao contato.')
    await field(view, 'Nome').setValue('Oficina do Zé')
    await view.get('form[novalidate]').trigger('submit')
    expect(view.emitted('send')![0]![0]).toEqual({ message_type: 'contacts', contacts: [{ name: 'Oficina do Zé', phones: [{ phone: '+55 11 98765-0001' }] }] })
  })
})

it('the form of a place sends what a pasted link says', async () => {
  const view = await show(LocationForm)
  await view.get('form').trigger('submit')
  expect(view.emitted('send')).toBeUndefined()
  expect(view.text()).toContain('Preencha este campo.')
  await field(view, 'Link do Google Maps ou coordenadas').setValue('https://maps.app.goo.gl/x')
  expect(view.text()).toContain('Um link curto não diz o lugar.')
  await field(view, 'Link do Google Maps ou coordenadas').setValue('https://www.google.com/maps/place/Masp/@1,2,17z/data=!3d-23.5!4d-46.6')
  await flushPromises()
  expect((field(view, 'Latitude').element as HTMLInputElement).value).toBe('-23.5')
  await view.get('form').trigger('submit')
  expect(view.emitted('send')![0]![0]).toEqual({ message_type: 'location', location: { latitude: -23.5, longitude: -46.6, name: 'Masp' } })
})

describe('the builder of interactive messages', () => {
  it('adds buttons up to the limit and sends them', async () => {
    const view = await show(InteractiveBuilder)
    await field(view, 'Texto da mensagem').setValue('Confirma?')
    await field(view, 'Botão 1').setValue('Sim')
    await button(view, 'Botão').trigger('click')
    expect(button(view, 'Botão').attributes('disabled')).toBeDefined()
    await view.get('form').trigger('submit')
    expect(view.text()).toContain('Preencha este campo.')
    await field(view, 'Botão 2').setValue('Não')
    expect(view.get('figure').text()).toContain('Confirma?')
    await view.get('form').trigger('submit')
    expect(view.emitted('send')![0]![0]).toEqual({ message_type: 'interactive', content: 'Confirma?', interactive: { kind: 'buttons', buttons: [{ title: 'Sim' }, { title: 'Não' }] } })
  })

  it('leaves aside a header that the other kind has not', async () => {
    const view = await show(InteractiveBuilder)
    await view.get('input[value=image]').setValue()
    await view.get('input[value=location_request]').setValue()
    await flushPromises()
    await field(view, 'Texto da mensagem').setValue('Onde você está?')
    await view.get('form').trigger('submit')
    expect(view.emitted('send')![0]![0]).toEqual({ message_type: 'interactive', content: 'Onde você está?', interactive: { kind: 'location_request' } })
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { ConsentPurpose, ContactField } from '@/api/contactFields'
import { withTexts } from '@/i18n'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import ContactFieldsView from '@/views/settings/ContactFieldsView.vue'

import FieldDialog from './FieldDialog.vue'
import PurposeDialog from './PurposeDialog.vue'

const field = (id: number, name: string, more: Partial<ContactField> = {}): ContactField => ({ id, name, key: name.toLowerCase(), kind: 'text', options: [], is_archived: false, ...more })
const MARKETING: ConsentPurpose = { id: 2, key: 'marketing', name: 'Marketing', text: null, is_archived: false }

let server: FakeServer

beforeEach(async () => {
  server = new FakeServer()
    .on('GET /contact-fields', () => ({ body: page([field(1, 'Plano'), field(2, 'Cidade'), field(3, 'Antigo', { is_archived: true })]) }))
    .on('GET /consent-purposes', () => ({ body: page([MARKETING]) }))
  await withTexts(() => Promise.resolve())()
  signIn({ role: 'admin' })
})

async function open() {
  const { wrapper } = await mountInApp(ContactFieldsView)
  await flushPromises()
  return wrapper
}

describe('the page of the contact fields', () => {
  it('shows them in order, archived ones apart, and moves one', async () => {
    const view = await open()
    expect(view.text()).toContain('{{campo.plano}}')
    expect(view.get('button[aria-label="Subir: Plano"]').attributes('disabled')).toBeDefined()
    server.on('PUT /contact-fields/order', () => ({ body: page([field(2, 'Cidade'), field(1, 'Plano')]) }))
    await view.get('button[aria-label="Descer: Plano"]').trigger('click')
    await flushPromises()
    expect(server.sent('PUT /contact-fields/order')[0]?.body).toEqual({ ids: [2, 1] })
    expect(view.findAll('bdi').slice(0, 2).map((one) => one.text())).toEqual(['Cidade', 'Plano'])
  })

  it('archives one', async () => {
    const view = await open()
    server.on('PATCH /contact-fields/1', () => ({ body: field(1, 'Plano', { is_archived: true }) }))
    await view.get('button[aria-label="Arquivar: Plano"]').trigger('click')
    await flushPromises()
    expect(view.find('button[aria-label="Voltar a usar: Plano"]').exists()).toBe(true)
  })

  it('keeps the purposes that come with the tenant', async () => {
    const view = await open()
    expect(view.find('button[aria-label="Editar: Marketing"]').exists()).toBe(true)
    expect(view.find('button[aria-label="Arquivar: Marketing"]').exists()).toBe(false)
  })
})

describe('a new field', () => {
  it('has a name, and options where one chooses', async () => {
    const { wrapper } = await mountInApp(FieldDialog, { props: { field: null } })
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain('Dê um nome ao campo.')
    await wrapper.get('input').setValue('Plano')
    await wrapper.get('select').setValue('choice')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.text()).toContain('Escreva ao menos uma opção.')
    await wrapper.get('textarea').setValue('Ouro\n\n Prata \nOuro')
    server.on('POST /contact-fields', () => ({ status: 201, body: field(9, 'Plano') }))
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /contact-fields')[0]?.body).toEqual({ name: 'Plano', kind: 'choice', options: ['Ouro', 'Prata'] })
    expect(wrapper.emitted('close')).toHaveLength(1)
  })

  it('says which option is too long, and cuts nothing off', async () => {
    const { wrapper } = await mountInApp(FieldDialog, { props: { field: null } })
    await wrapper.get('input').setValue('Plano')
    await wrapper.get('select').setValue('choice')
    const typed = `Ouro\n${'Prata '.repeat(14)}!`
    await wrapper.get('textarea').setValue(typed)
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('“Prata Prata Prata Pr…”: 5 caracteres além do limite.')
    expect(wrapper.get('textarea').element.value).toBe(typed)
    expect(server.sent('POST /contact-fields')).toEqual([])
  })

  it('says at its name that it is taken', async () => {
    const { wrapper } = await mountInApp(FieldDialog, { props: { field: field(1, 'Plano') } })
    server.refuse('PATCH /contact-fields/1', 409, 'field_exists', { field: 'name' })
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true')
    expect(wrapper.text()).toContain('Já existe um campo com este nome.')
  })
})

describe('a purpose', () => {
  it('of the tenant’s beginning changes its text alone', async () => {
    const { wrapper } = await mountInApp(PurposeDialog, { props: { purpose: MARKETING } })
    expect(wrapper.get('input').attributes('disabled')).toBeDefined()
    await wrapper.get('textarea').setValue('Posso escrever?')
    server.on('PATCH /consent-purposes/2', () => ({ body: MARKETING }))
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('PATCH /consent-purposes/2')[0]?.body).toEqual({ text: 'Posso escrever?' })
  })
})

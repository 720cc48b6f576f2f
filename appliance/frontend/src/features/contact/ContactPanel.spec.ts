import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { WholeContact } from '@/api/contacts'
import type { Contact, Role } from '@/api/types'
import { setLocale } from '@/i18n'
import { useNotices } from '@/stores/notices'
import { makeContact, makeConversation, makeMerge, makeMessage, makeWholeContact } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ContactPanel from './ContactPanel.vue'

let server: FakeServer

beforeEach(() => {
  server = new FakeServer()
})

async function open(whole: Partial<WholeContact> & Partial<Contact> = {}, role: Role = 'gerente', conversation = {}) {
  signIn({ role })
  const contact = makeWholeContact({ id: 5, ...whole })
  server.on('GET /contacts/5', () => ({ body: contact }))
  const shown = makeConversation({ ...conversation, contact })
  const { wrapper } = await mountInApp(ContactPanel, { props: { conversation: shown } })
  await flushPromises()
  return { panel: wrapper, contact, shown }
}

type Panel = Awaited<ReturnType<typeof open>>['panel']
const button = (panel: Panel, text: string) => panel.findAll('button').find((one) => one.text() === text)!

describe('the contact panel', () => {
  it('tells who the customer is and how the conversation stands', async () => {
    const facts = { name: 'Maria Lima', profile_name: 'Mari ✨', username: 'mari.l' }
    const conversation = { status: 'waiting', window_expires_at: '2020-01-01T00:00:00Z' }
    const { panel, shown } = await open(facts, 'gerente', conversation)
    for (const fact of ['Maria Lima', '+55 (11) 98765-0001', '@mari.l', 'Mari ✨', shown.protocol, 'Ninguém ainda', 'Janela fechada']) {
      expect(panel.text()).toContain(fact)
    }
  })

  it('copies a number', async () => {
    const { panel } = await open()
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue({ writeText } as never)
    await panel.get('button[aria-label="Copiar Telefone"]').trigger('click')
    await flushPromises()
    expect(writeText).toHaveBeenCalledWith('+55 (11) 98765-0001')
    expect(useNotices().notices[0]?.text).toBe('Copiado.')
  })

  it('closes', async () => {
    const { panel } = await open()
    await panel.get('button[aria-label="Fechar dados do contato"]').trigger('click')
    expect(panel.emitted('close')).toHaveLength(1)
  })

  it('shows every identifier and that the customer wants no marketing', async () => {
    const { panel } = await open({
      marketing_stopped_at: '2026-11-20T15:00:00Z',
      aliases: [
        { kind: 'bsuid', value: 'BR.77' },
        { kind: 'parent_bsuid', value: 'BR.ENT.7' },
        { kind: 'wa_id', value: '5511987650001' },
        { kind: 'wa_id', value: '551187650001' },
        { kind: 'mobile_br', value: '551187650001' },
      ],
    })
    for (const fact of ['BR.77', 'BR.ENT.7', '+55 (11) 8765-0001', 'Não quer marketing']) expect(panel.text()).toContain(fact)
    expect(panel.findAll('dt').filter((one) => one.text() === 'Outro número')).toHaveLength(1)
  })

  it('marks a customer whom WhatsApp does not reach, until they write', async () => {
    const trouble = { reason: 'undeliverable', message: 'Não foi entregue.', since: '2026-11-20T15:00:00Z' }
    const { panel, contact, shown } = await open({ delivery_trouble: trouble })
    expect(panel.text()).toContain('Mensagens não chegam')
    expect(panel.text()).toContain('O número não usa o WhatsApp')
    contact.delivery_trouble = null
    const wrote = makeMessage({ conversation_id: shown.id, sender_type: 'customer', status: 'received' })
    await panel.setProps({ conversation: { ...shown, last_message: wrote } })
    await flushPromises()
    expect(panel.text()).not.toContain('Mensagens não chegam')
  })

  it('says when the rest could not be loaded, and tries again', async () => {
    signIn()
    const contact = makeContact({ id: 5 })
    server.cut('GET /contacts/5')
    const { wrapper } = await mountInApp(ContactPanel, { props: { conversation: makeConversation({ contact }) } })
    await flushPromises()
    expect(wrapper.text()).toContain('Não foi possível carregar')
    server.on('GET /contacts/5', () => ({ body: makeWholeContact({ id: 5 }) }))
    await button(wrapper, 'Tentar de novo').trigger('click')
    await flushPromises()
    expect(wrapper.text()).not.toContain('Não foi possível carregar')
  })

  it('looks again when the conversation says that its contact changed', async () => {
    const { panel, shown, contact } = await open()
    await panel.setProps({ conversation: { ...shown, contact: { ...contact, name: 'Outro nome' } } })
    await flushPromises()
    expect(server.sent('GET /contacts/5')).toHaveLength(2)
  })
})

describe('the name', () => {
  async function edit(whole: Partial<WholeContact> = {}) {
    const opened = await open(whole)
    await opened.panel.get('button[aria-label="Mudar o nome"]').trigger('click')
    await flushPromises()
    return { ...opened, field: opened.panel.get<HTMLInputElement>('input[type=text]') }
  }

  it('is changed in place', async () => {
    const { panel, field, contact } = await edit({ given_name: 'Maria' })
    expect(document.activeElement).toBe(field.element)
    expect(field.element.value).toBe('Maria')
    server.on('PATCH /contacts/5', () => ({ body: { ...contact, given_name: 'Dona Maria', name: 'Dona Maria' } }))
    await field.setValue('  Dona Maria ')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('PATCH /contacts/5')[0]?.body).toEqual({ name: 'Dona Maria' })
    expect(panel.find('form').exists()).toBe(false)
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Mudar o nome')
  })

  it('left empty is WhatsApp’s again', async () => {
    const { panel, field, contact } = await edit({ given_name: 'Maria' })
    server.on('PATCH /contacts/5', () => ({ body: contact }))
    await field.setValue(' ')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('PATCH /contacts/5')[0]?.body).toEqual({ name: null })
  })

  it('is not sent when nothing changed, nor after Escape', async () => {
    const { panel, field } = await edit()
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(panel.find('form').exists()).toBe(false)
    await panel.get('button[aria-label="Mudar o nome"]').trigger('click')
    await field.trigger('keydown', { key: 'Escape' })
    expect(server.sent('PATCH /contacts/5')).toHaveLength(0)
  })

  it.each([
    ['pt-BR', 'Escreva um nome.'],
    ['en', 'This name cannot be used.'],
  ] as const)('says at the field what is wrong with it (%s)', async (code, sentence) => {
    const { panel, field } = await edit()
    await setLocale(code)
    server.refuse('PATCH /contacts/5', 422, 'invalid_input', { json: { name: ['Escreva um nome.'] } })
    await field.setValue('\u3164')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(panel.get('[role=alert]').text()).toBe(sentence)
    expect(panel.get('input[type=text]').attributes('aria-invalid')).toBe('true')
    expect(useNotices().notices).toEqual([])
  })
})

describe('merging', () => {
  async function choose() {
    const opened = await open()
    const { panel } = opened
    await button(panel, 'Juntar com outro contato').trigger('click')
    await flushPromises()
    const other = makeWholeContact({ id: 6, name: 'Mari', phone: '+5521976540002', wa_id: '5521976540002', username: 'mari' })
    server.on('GET /contacts', () => ({ body: page([other, opened.contact]) }))
    const field = panel.get<HTMLInputElement>('input[type=search]')
    expect(document.activeElement).toBe(field.element)
    await field.setValue('mari')
    await panel.get('form').trigger('submit')
    await flushPromises()
    return { ...opened, other }
  }

  it('finds the other, shows both, and asks before it merges', async () => {
    const { panel, contact, other } = await choose()
    expect(server.sent('GET /contacts')[0]?.query.get('q')).toBe('mari')
    expect(panel.findAll('li')).toHaveLength(1)
    await panel.get('li button').trigger('click')
    await flushPromises()
    for (const fact of ['São a mesma pessoa?', '+55 (21) 97654-0002', '@mari']) expect(panel.text()).toContain(fact)
    const now = button(panel, 'Juntar')
    expect(document.activeElement).toBe(now.element)
    const merge = makeMerge({ kept_id: 5, merged: other })
    server.on('POST /contacts/5/merge', () => ({ body: { merge, contact: { ...contact, merges: [merge] } } }))
    await now.trigger('click')
    await flushPromises()
    expect(server.sent('POST /contacts/5/merge')[0]?.body).toEqual({ other_id: 6 })
    expect(useNotices().notices[0]?.text).toBe('Contatos juntados.')
    expect(panel.text()).toContain('Contatos juntados a este')
    expect(document.activeElement).toBe(button(panel, 'Juntar com outro contato').element)
  })

  it('says when nobody is found, and Escape leaves', async () => {
    const { panel } = await open()
    await button(panel, 'Juntar com outro contato').trigger('click')
    server.on('GET /contacts', () => ({ body: page([]) }))
    await panel.get('input[type=search]').setValue('x')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(panel.text()).toContain('Ninguém encontrado.')
    await panel.get('input[type=search]').trigger('keydown', { key: 'Escape' })
    expect(panel.find('form').exists()).toBe(false)
  })

  it('says in words why it was refused', async () => {
    const { panel } = await choose()
    await panel.get('li button').trigger('click')
    server.refuse('POST /contacts/5/merge', 409, 'merged_already')
    await button(panel, 'Juntar').trigger('click')
    await flushPromises()
    expect(useNotices().notices[0]?.text).toBe('Este contato já foi juntado a outro.')
  })

  it('is undone after a question', async () => {
    const merge = makeMerge({ id: 9, kept_id: 5, user: null })
    const { panel, contact } = await open({ merges: [merge] })
    expect(panel.text()).toContain('Pelo WhatsApp')
    await button(panel, 'Desfazer junção').trigger('click')
    server.on('POST /contacts/merges/9/undo', () => ({ body: { merge, contact: { ...contact, merges: [] } } }))
    await button(panel, 'Desfazer').trigger('click')
    await flushPromises()
    expect(panel.text()).not.toContain('Contatos juntados a este')
    expect(useNotices().notices[0]?.text).toBe('Junção desfeita.')
  })

  it('is not for attendants, and an older merge waits for the newer', async () => {
    const merges = [makeMerge({ kept_id: 5, can_undo: false })]
    const { panel } = await open({ merges }, 'atendente')
    expect(panel.text()).toContain('Contatos juntados a este')
    expect(button(panel, 'Desfazer junção')).toBeUndefined()
    expect(button(panel, 'Juntar com outro contato')).toBeUndefined()
  })
})

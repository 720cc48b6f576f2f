import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'

import type { ContactField } from '@/api/contactFields'
import type { Consents, ContactDetails, PastConversation } from '@/api/contactRecords'
import { cameBack } from '@/composables/useRecovery'
import { setLocale, withTexts } from '@/i18n'
import { useContactDetails } from '@/stores/contactDetails'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { useViewer } from '@/stores/viewer'
import { makeContact, makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import ContactConsents from './ContactConsents.vue'
import ContactDetailsSection from './ContactDetails.vue'
import ContactFiles from './ContactFiles.vue'
import ContactHistory from './ContactHistory.vue'
import { shownValue, typedNumber } from './shownValue'

const FIELD: ContactField = { id: 3, name: 'CPF', key: 'cpf', kind: 'document', options: [], is_archived: false }
const PLAN: ContactField = { id: 4, name: 'Plano', key: 'plano', kind: 'choice', options: ['Ouro', 'Prata'], is_archived: true }

let server: FakeServer

beforeEach(async () => {
  server = new FakeServer()
  await withTexts(() => Promise.resolve())()
  signIn({ role: 'atendente' })
})

async function open(component: object, props: object) {
  const { wrapper } = await mountInApp(component as never, { props } as never)
  await flushPromises()
  return wrapper
}

describe('the details', () => {
  const details = (more: Partial<ContactDetails> = {}): ContactDetails => ({ email: null, notes: 'Prefere à tarde', values: [], ...more })

  function serve(fields = [FIELD], first = details()): void {
    server.on('GET /contacts/5/details', () => ({ body: first })).on('GET /contact-fields', () => ({ body: page(fields) }))
  }

  it.each(['submit', 'ctrl+enter'])('a note that is too long stays and is not sent by %s', async (way) => {
    serve()
    server.on('PATCH /contacts/5/details', () => ({ body: details() }))
    const panel = await open(ContactDetailsSection, { contactId: 5 })
    await panel.findAll('button').at(-1)?.trigger('click')
    const area = panel.get('textarea')
    await area.setValue('x'.repeat(4001))
    await (way === 'submit' ? panel.get('form').trigger('submit') : area.trigger('keydown', { key: 'Enter', ctrlKey: true }))
    await flushPromises()
    expect(area.element.value).toHaveLength(4001)
    expect(panel.get('[role="alert"]').text()).toBe('1 caractere além do limite.')
    expect(server.sent('PATCH /contacts/5/details')).toEqual([])
  })

  it('are filled in where they stand, and say at the field what is wrong', async () => {
    serve()
    const panel = await open(ContactDetailsSection, { contactId: 5 })
    expect(panel.text()).toContain('Prefere à tarde')
    await panel.get('button[aria-label="Editar: CPF"]').trigger('click')
    server.refuse('PUT /contacts/5/fields/3', 422, 'invalid_value', { field: 'value' }, 'Este CPF não existe: confira os números.')
    await panel.get('input').setValue('529.982.247-24')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(panel.get('[role="alert"]').text()).toBe('Este CPF não existe: confira os números.')
    expect(panel.get('input').element.value).toBe('529.982.247-24')
    expect(panel.get('input').attributes('aria-invalid')).toBe('true')
    const filled = details({ values: [{ field_id: 3, key: 'cpf', value: '52998224725', text: '529.982.247-25' }] })
    server.on('PUT /contacts/5/fields/3', () => ({ body: filled }))
    await panel.get('input').setValue('529.982.247-25')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(panel.find('form').exists()).toBe(false)
    expect(panel.text()).toContain('529.982.247-25')
    expect(server.sent('PUT /contacts/5/fields/3')[1]?.body).toEqual({ value: '529.982.247-25' })
  })

  it('show an archived field only where something is written in it, and change it no more', async () => {
    serve([PLAN], details({ values: [{ field_id: 4, key: 'plano', value: 'Ouro', text: 'Ouro' }] }))
    const panel = await open(ContactDetailsSection, { contactId: 5 })
    expect(panel.text()).toContain('Plano (arquivado)')
    expect(panel.find('button[aria-label^="Editar: Plano"]').exists()).toBe(false)
  })

  it('follow what a colleague changes', async () => {
    serve()
    const panel = await open(ContactDetailsSection, { contactId: 5 })
    server.on('GET /contacts/5/details', () => ({ body: details({ notes: 'Prefere de manhã' }) }))
    useContactDetails().heard(5)
    await flushPromises()
    expect(panel.text()).toContain('Prefere de manhã')
  })

  it('never make a link of what is none', async () => {
    const site: ContactField = { ...FIELD, kind: 'link', name: 'Site' }
    serve([site], details({ values: [{ field_id: 3, key: 'cpf', value: 'javascript:alert(1)', text: '' }] }))
    const panel = await open(ContactDetailsSection, { contactId: 5 })
    expect(panel.find('a').exists()).toBe(false)
  })

  it('offer another try', async () => {
    server.cut('GET /contacts/5/details').on('GET /contact-fields', () => ({ body: page([]) }))
    const panel = await open(ContactDetailsSection, { contactId: 5 })
    serve()
    await panel.get('button').trigger('click')
    await flushPromises()
    expect(panel.text()).toContain('Prefere à tarde')
  })
})

it('what failed is asked for again by itself once the connection is back', async () => {
  server.cut('GET /contacts/5/details').on('GET /contact-fields', () => ({ body: page([]) }))
  const panel = await open(ContactDetailsSection, { contactId: 5 })
  expect(panel.text()).not.toContain('Prefere à tarde')
  server.on('GET /contacts/5/details', () => ({ body: { email: null, notes: 'Prefere à tarde', values: [] } }))
  cameBack()
  await flushPromises()
  expect(panel.text()).toContain('Prefere à tarde')
})

describe('a value', () => {
  it('is read in the reader’s language', async () => {
    expect(shownValue('date', '2024-02-29')).toContain('29')
    expect(shownValue('number', '1234.5')).toBe('1.234,5')
    expect(shownValue('boolean', 'true')).toBe('Sim')
    expect(shownValue('document', '12ABC34501DE35')).toBe('12.ABC.345/01DE-35')
    await setLocale('en')
    expect(shownValue('number', '1234.5')).toBe('1,234.5')
    expect(typedNumber('1,234.5')).toBe('1234.5')
    await setLocale('pt-BR')
    expect(typedNumber('1.234')).toBe('1234')
    expect(typedNumber('1.234,5')).toBe('1.234,5')
  })
})

describe('the history', () => {
  const past = (id: number, more: Partial<PastConversation> = {}): PastConversation => ({
    id,
    protocol: `2026-${id}`,
    status: 'closed',
    queue: 'Financeiro',
    attendant: 'Bruno',
    created_at: '2026-11-01T10:00:00Z',
    last_message_at: '2026-11-01T10:10:00Z',
    closed_at: '2026-11-01T11:00:00Z',
    close_reason: 'Resolvido',
    close_note: null,
    survey: { kind: 'csat', score: 5, comment: 'Ótimo' },
    ...more,
  })

  it('leads to the other conversations, page by page', async () => {
    server.on('GET /contacts/5/conversations', ({ query }) => ({ body: query.get('cursor') ? page([past(1)]) : { data: [past(3), past(2)], next_cursor: 'x' } }))
    const panel = await open(ContactHistory, { contactId: 5, conversationId: 3 })
    expect(panel.findAll('a').map((one) => one.attributes('href'))).toEqual(['/inbox/2'])
    for (const fact of ['Financeiro · Bruno', 'Resolvido', 'Nota 5 de 5', 'Ótimo']) expect(panel.text()).toContain(fact)
    await panel.get('button').trigger('click')
    await flushPromises()
    expect(panel.findAll('a')).toHaveLength(2)
  })

  it('is fetched again when one of the contact’s begins or ends, and stays on screen meanwhile', async () => {
    const conversations = useConversations()
    const contact = makeContact({ id: 5 })
    server.on('GET /contacts/5/conversations', () => ({ body: page([{ ...past(3), status: 'closed' }]) }))
    const panel = await open(ContactHistory, { contactId: 5, conversationId: 2 })
    conversations.keep(makeConversation({ id: 3, status: 'closed', contact }))
    conversations.keep(makeConversation({ id: 8, status: 'bot', contact: makeContact({ id: 6 }) }))
    await flushPromises()
    expect(server.requests).toHaveLength(1)
    server.on('GET /contacts/5/conversations', () => ({ body: page([{ ...past(9), status: 'bot' }, { ...past(3), status: 'closed' }]) }))
    conversations.keep(makeConversation({ id: 9, status: 'bot', contact }))
    await nextTick()
    expect(panel.findAll('a')).toHaveLength(1)
    await flushPromises()
    expect(panel.findAll('a').map((one) => one.attributes('href'))).toEqual(['/inbox/9', '/inbox/3'])
  })

  it('says when there is no other', async () => {
    server.on('GET /contacts/5/conversations', () => ({ body: page([past(3)]) }))
    expect((await open(ContactHistory, { contactId: 5, conversationId: 3 })).text()).toContain('Nenhuma outra conversa')
  })
})

describe('the files', () => {
  const media = (id: number) => ({ media: { id, state: 'stored', mime_type: 'image/png', url: `/api/v1/media/${id}`, thumbnail_url: `/api/v1/media/${id}/thumbnail` } })

  it('are pictures in a grid, opened in the viewer among themselves, and others in rows', async () => {
    const pictures = [2, 1].map((id) => makeMessage({ id, conversation_id: 9, message_type: 'image', metadata: media(id) as never }))
    const report = makeMessage({ id: 3, message_type: 'document', metadata: { media: { ...media(3).media, filename: 'laudo.pdf' } } as never })
    server.on('GET /contacts/5/files', ({ query }) => ({ body: page(query.get('group') === 'pictures' ? pictures : [report]) }))
    const panel = await open(ContactFiles, { contactId: 5 })
    expect(panel.findAll('img').map((one) => one.attributes('src'))).toEqual(['/api/v1/media/2/thumbnail', '/api/v1/media/1/thumbnail'])
    expect(panel.text()).toContain('laudo.pdf')
    await panel.get('li button').trigger('click')
    const { viewed } = useViewer()
    expect([viewed?.conversationId, viewed?.messageId, viewed?.gallery?.map((one) => one.id)]).toEqual([9, 2, [1, 2]])
  })

  it('may be none', async () => {
    server.on('GET /contacts/5/files', () => ({ body: page([]) }))
    expect((await open(ContactFiles, { contactId: 5 })).text()).toContain('Nenhum arquivo')
  })
})

describe('consent', () => {
  const held = (more: Partial<Consents['purposes'][number]> = {}): Consents => ({
    purposes: [{ id: 1, key: 'marketing', name: 'Marketing', text: 'Posso escrever?', is_archived: false, state: null, way: null, said_at: null, ...more }],
    history: [],
  })

  async function consent(first: Consents) {
    server.on('GET /contacts/5/consents', () => ({ body: first }))
    return open(ContactConsents, { contactId: 5, conversationId: 1 })
  }

  it('is recorded with how it was said, and withdrawn as easily', async () => {
    const panel = await consent(held())
    expect(panel.text()).toContain('Nada registrado')
    const labels = panel.findAll('button').map((one) => one.attributes('aria-label'))
    expect(labels).toEqual(['Registrar consentimento: Marketing', 'Retirar: Marketing'])
    await panel.get('button[aria-label^="Registrar"]').trigger('click')
    expect(panel.text()).toContain('Posso escrever?')
    await panel.get('select').setValue('phone')
    server.on('POST /contacts/5/consents', () => ({ status: 201, body: held({ state: 'given', way: 'phone', said_at: '2026-11-20T15:00:00Z' }) }))
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /contacts/5/consents')[0]?.body).toEqual({ purpose_id: 1, state: 'given', way: 'phone', note: null })
    expect(panel.text()).toContain('Consentiu')
    expect(panel.findAll('button').map((one) => one.text())).toEqual(['Retirar'])
  })

  it('may name the message in which they said it', async () => {
    server.on('GET /messages', () => ({ body: page([makeMessage({ id: 8, conversation_id: 1, sender_type: 'customer', content: 'Pode sim' })]) }))
    await useMessages().open(1)
    const panel = await consent(held())
    await panel.get('button[aria-label^="Registrar"]').trigger('click')
    server.on('POST /contacts/5/consents', () => ({ status: 201, body: held({ state: 'given' }) }))
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(server.sent('POST /contacts/5/consents')[0]?.body).toMatchObject({ way: 'message', message_id: 8 })
  })

  it('is not given again here after a stop on WhatsApp', async () => {
    const panel = await consent(held({ state: 'withdrawn', way: 'whatsapp' }))
    expect(panel.text()).toContain('só ele pode voltar a aceitar')
    expect(panel.findAll('button')).toHaveLength(0)
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { useConversations } from '@/stores/conversations'
import { useLabels } from '@/stores/labels'
import { makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import LabelsView from '@/views/settings/LabelsView.vue'

import LabelChips from './LabelChips.vue'
import LabelDialog from './LabelDialog.vue'

const VIP = { id: 1, name: 'Cliente VIP', colour: '#c92a2a' }
const BILL = { id: 2, name: 'Cobrança', colour: '#2b8a3e' }
let server: FakeServer

beforeEach(() => {
  signIn({ role: 'admin' })
  server = new FakeServer().on('GET /labels', () => ({ body: page([VIP, BILL]) }))
})

const carrying = (...labels: (typeof VIP)[]) => useConversations().keep(makeConversation({ id: 1, labels }))

describe('what a conversation carries', () => {
  it('is called as it is called now, and gone once it was deleted', async () => {
    const conversation = carrying({ ...VIP, name: 'VIP' }, { id: 9, name: 'Velha', colour: '#000000' })
    const { wrapper } = await mountInApp(LabelChips, { props: { conversation } })
    expect(wrapper.text()).toBe('VIPVelha')
    useLabels().receive([VIP, BILL])
    await flushPromises()
    expect(wrapper.text()).toBe('Cliente VIP')
  })

  it('of many shows the first ones and how many more', async () => {
    const { wrapper } = await mountInApp(LabelChips, { props: { conversation: carrying(VIP, BILL), most: 1 } })
    expect(wrapper.get('[aria-hidden=true]:not(.queue-dot)').text()).toBe('+1')
    expect(wrapper.get('.sr-only').text()).toBe('Cobrança')
  })

  it('is changed at once, by what one searched without accents', async () => {
    server.on('POST /conversations/1/labels', () => ({ body: makeConversation({ id: 1, labels: [BILL] }) }))
    const { wrapper } = await mountInApp(LabelDialog, { props: { conversation: carrying() } })
    await flushPromises()
    await wrapper.get('input[type=search]').setValue('cobranca')
    await wrapper.get('input[type=checkbox]').setValue(true)
    await flushPromises()
    expect(server.sent('POST /conversations/1/labels').map((one) => one.body)).toEqual([{ add: [2] }])
    expect(useConversations().find(1)?.labels).toEqual([BILL])
  })
})

describe('the page of labels', () => {
  it('asks once more before a label in use goes', async () => {
    server.on('DELETE /labels/1', ({ query }) =>
      query.get('everywhere') === 'true'
        ? { status: 204 }
        : { status: 409, body: { error: { code: 'label_in_use', message: '', details: { conversations: 12 } } } },
    )
    const { wrapper } = await mountInApp(LabelsView)
    await flushPromises()
    await wrapper.get('[aria-label="Excluir a etiqueta Cliente VIP"]').trigger('click')
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('dialog [role=alert]').text()).toContain('12 conversas')
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(useLabels().all).toEqual([BILL])
  })

  it('says beside the name that it is taken, and keeps what was typed', async () => {
    server.refuse('POST /labels', 409, 'label_exists')
    const { wrapper } = await mountInApp(LabelsView)
    await flushPromises()
    await wrapper.get('button.btn-primary').trigger('click')
    await wrapper.get('dialog input:not([type=radio]):not([type=color])').setValue('cliente vip')
    await wrapper.get('dialog form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('dialog').text()).toContain('Já existe uma etiqueta com este nome.')
    expect(wrapper.get<HTMLInputElement>('dialog input:not([type=radio]):not([type=color])').element.value).toBe('cliente vip')
  })
})

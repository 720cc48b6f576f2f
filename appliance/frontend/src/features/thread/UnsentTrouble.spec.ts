import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Conversation } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useDrafts } from '@/stores/drafts'
import { useOutbox } from '@/stores/outbox'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import UnsentTrouble from './UnsentTrouble.vue'

let server: FakeServer

beforeEach(() => {
  signIn()
  server = new FakeServer()
})

async function show(conversation: Partial<Conversation> = {}) {
  useConversations().keep(makeConversation({ id: 1, ...conversation }))
  await useOutbox().add(1, 'Chega amanhã')
  return mount(UnsentTrouble, { props: { outgoing: useOutbox().of(1)[0]! } })
}
const buttons = (wrapper: Awaited<ReturnType<typeof show>>) => wrapper.findAll('button').map((one) => one.text())
const press = async (wrapper: Awaited<ReturnType<typeof show>>, label: string) => {
  await wrapper.findAll('button').find((one) => one.text() === label)?.trigger('click')
  await flushPromises()
}

describe('below a message that was not sent', () => {
  it('is said that it leaves by itself; one may hurry it or throw it away', async () => {
    server.cut('POST /messages')
    const below = await show()
    expect(below.text()).toContain('Não enviada. Sem resposta do servidor. Vai sozinha')
    expect(buttons(below)).toEqual(['Reenviar', 'Descartar'])
    server.on('POST /messages', ({ body }) => ({ status: 201, body: makeMessage(body as object) }))
    await press(below, 'Reenviar')
    expect(useOutbox().of(1)).toEqual([])
  })

  it.each([
    ['not_owner', 409, { assigned_user_id: 8 }, 'A conversa não estava mais com você.'],
    ['window_closed', 422, { window_expires_at: '2020-01-01T00:00:00Z' }, 'A janela de 24 h fechou'],
  ])('is said why (%s), and the text can be taken along', async (code, status, conversation, reason) => {
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    server.refuse('POST /messages', status, code)
    const below = await show(conversation)
    expect(below.text()).toContain(reason)
    expect(buttons(below)).toEqual(['Copiar texto', 'Descartar'])
    await press(below, 'Copiar texto')
    expect(writeText).toHaveBeenCalledWith('Chega amanhã')
    await press(below, 'Descartar')
    expect(useOutbox().of(1)).toEqual([])
  })

  it('one puts a refused text back where one writes, above what is typed there', async () => {
    server.refuse('POST /messages', 409, 'not_owner')
    useDrafts().write(1, 'e mais')
    const below = await show()
    await press(below, 'Editar')
    expect(useDrafts().textOf(1)).toBe('Chega amanhã\ne mais')
    expect(useOutbox().of(1)).toEqual([])
  })
})

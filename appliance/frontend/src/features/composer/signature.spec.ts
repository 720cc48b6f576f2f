import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import type { Limits } from '@/api/limits'
import { useAttachments } from '@/stores/attachments'
import { useConversations } from '@/stores/conversations'
import { useLimits } from '@/stores/limits'
import { useOutbox } from '@/stores/outbox'
import { makeConversation } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import MessageComposer from './MessageComposer.vue'

let server: FakeServer

beforeEach(() => {
  signIn()
  useLimits().limits = { text: { content: 20 }, image: { caption: 10, bytes: 1 }, document: { bytes: 1000 } } as Limits
  server = new FakeServer()
    .on('GET /messages/scheduled', () => ({ body: page([]) }))
    .on('GET /signature', () => ({ body: { mode: 'always', is_on: false, name: null, prefix: '*Ana:*\n' } }))
    .on('POST /conversations/1/typing', () => ({ status: 204 }))
    .cut('POST /messages')
})

async function show() {
  const conversation = useConversations().keep(makeConversation({ id: 1 }))
  const wrapper = mount(MessageComposer, { props: { conversation }, attachTo: document.body })
  await flushPromises()
  return wrapper.get('textarea')
}

it('a signed text shows its signature at once; the server is the one that signs', async () => {
  const area = await show()
  await area.setValue('Oi')
  await area.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(useOutbox().of(1)).toMatchObject([{ content: '*Ana:*\nOi', body: { content: 'Oi' } }])
  expect(server.sent('POST /messages')[0]?.body).toMatchObject({ content: 'Oi' })
})

it('so does a caption', async () => {
  const area = await show()
  const file = useAttachments().add(1, new File(['x'], 'foto.png', { type: 'image/png' }), 'image')
  await flushPromises()
  await area.setValue('Oi')
  await area.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(useOutbox().of(1)).toMatchObject([{ content: '*Ana:*\nOi', body: { message_type: 'image', content: 'Oi' }, attachment: file.key }])
})

it('the signature takes its part of what fits', async () => {
  const area = await show()
  await area.setValue('x'.repeat(13))
  expect(area.attributes('aria-invalid')).toBe('false')
  await area.setValue('x'.repeat(14))
  expect(area.attributes('aria-invalid')).toBe('true')
})

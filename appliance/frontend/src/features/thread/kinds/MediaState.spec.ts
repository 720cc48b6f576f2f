import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { useMessages } from '@/stores/messages'
import { useNotices } from '@/stores/notices'
import { makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MessageBubble from '../MessageBubble.vue'

const failed = () =>
  makeMessage({
    id: 5,
    conversation_id: 1,
    message_type: 'image',
    metadata: { media: { id: 3, state: 'failed', error: { code: 'unavailable' } } },
  })

async function show() {
  signIn()
  const server = new FakeServer().on('GET /messages', () => ({ body: page([failed()]) }))
  await useMessages().open(1)
  const message = () => useMessages().threadOf(1)!.messages[0]!
  const { wrapper } = await mountInApp(MessageBubble, { props: { message: message(), opensGroup: true, author: '' } })
  return { server, wrapper, message }
}

describe('a download that failed', () => {
  it('is tried again, once', async () => {
    const { server, wrapper, message } = await show()
    server.on('POST /media/3/retry', () => ({ status: 202, body: {} }))
    expect(wrapper.text()).toContain('não entregou o arquivo agora')
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(server.sent('POST /media/3/retry')).toHaveLength(1)
    expect(message().metadata?.media?.state).toBe('pending')
    expect(useNotices().notices.at(-1)?.text).toContain('Baixando de novo')
  })

  it('says when the server would not', async () => {
    const { server, wrapper, message } = await show()
    server.refuse('POST /media/3/retry', 403, 'not_allowed')
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(message().metadata?.media?.state).toBe('failed')
    expect(useNotices().notices.at(-1)?.text).toContain('permissão')
  })
})

import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'

import { useAnnouncer } from '@/stores/announcer'
import { useMentions } from '@/stores/mentions'
import { useNotices } from '@/stores/notices'
import { makeContact, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { signIn } from '@/testing/mountInApp'

import { useMentionNotices } from './useMentionNotices'

let unseen: object[]
let scope: ReturnType<typeof effectScope>
const openId = ref<number | null>(null)
const mention = (id: number) => ({
  ...{ id, conversation_id: 7, protocol: 'A-1', contact: makeContact({ name: 'Célia' }), author: { id: 8, name: 'Bruno Dias' } },
  ...{ message: makeMessage({ message_type: 'note', content: '@Ana veja' }), seen_at: null, created_at: '2026-11-21T15:00:00Z' },
})
const told = () => useNotices().notices.map((one) => one.text)

beforeEach(async () => {
  signIn()
  unseen = [mention(1)]
  new FakeServer().on('GET /mentions', () => ({ body: { ...page(unseen), unseen: unseen.length } }))
  openId.value = null
  scope = effectScope()
  scope.run(() => useMentionNotices(openId))
  await useMentions().load()
  await flushPromises()
})

afterEach(() => scope.stop())

it('says nothing of those that were there before', () => {
  expect(told()).toEqual([])
})

it('tells of a new one, once', async () => {
  unseen = [mention(2), mention(1)]
  await useMentions().load()
  await useMentions().load()
  await flushPromises()
  expect(told()).toEqual(['Bruno Dias mencionou você na conversa com Célia.'])
  expect(useAnnouncer().text).toBe(told()[0])
})

it('says nothing of one in the conversation that is open', async () => {
  openId.value = 7
  unseen = [mention(2), mention(1)]
  await useMentions().load()
  await flushPromises()
  expect(told()).toEqual([])
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'

import { useAnnouncer } from '@/stores/announcer'
import { useMentions } from '@/stores/mentions'
import { useNotices } from '@/stores/notices'
import { makeContact, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MentionsMenu from './MentionsMenu.vue'

let unseen: object[]
const mention = (id: number) => ({
  ...{ id, conversation_id: 7, protocol: 'A-1', contact: makeContact({ name: 'Célia' }), author: { id: 8, name: 'Bruno Dias' } },
  ...{ message: makeMessage({ message_type: 'note', content: '@Ana veja' }), seen_at: null, created_at: '2026-11-21T15:00:00Z' },
})
const told = () => useNotices().notices.map((one) => one.text)

beforeEach(async () => {
  signIn()
  unseen = [mention(1)]
  new FakeServer().on('GET /mentions', () => ({ body: { ...page(unseen), unseen: unseen.length } }))
  await mountInApp(MentionsMenu)
  await useMentions().load()
  await flushPromises()
})

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

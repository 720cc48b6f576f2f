import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { computed, defineComponent, h } from 'vue'

import type { Message } from '@/api/types'
import { useConversations } from '@/stores/conversations'
import { useMessages } from '@/stores/messages'
import { useViewer } from '@/stores/viewer'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer, page } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MediaViewer from './MediaViewer.vue'

const picture = (id: number, more: Partial<Message> = {}) =>
  makeMessage({
    id,
    conversation_id: 1,
    message_type: 'image',
    content: `foto ${id}`,
    sent_at: `2026-11-20T15:00:${String(id).padStart(2, '0')}Z`,
    metadata: { media: { id: id * 10, state: 'stored', url: `/api/v1/media/${id * 10}` } },
    ...more,
  })

let server: FakeServer

beforeEach(() => {
  signIn()
  useConversations().keep(makeConversation({ id: 1 }))
})

/** As the thread shows it: while something is viewed. */
const Host = defineComponent(() => {
  const viewed = computed(() => useViewer().viewed)
  return () => viewed.value && h(MediaViewer, { viewed: viewed.value })
})

async function look(at: number, messages: Message[], olderCursor: string | null = null) {
  server = new FakeServer().on('GET /messages', () => ({ body: page(messages, olderCursor) }))
  await useMessages().open(1)
  const { wrapper } = await mountInApp(Host as never)
  useViewer().show(1, at)
  await flushPromises()
  return wrapper
}
type Viewer = Awaited<ReturnType<typeof look>>
const press = (viewer: Viewer, label: string) => viewer.get(`[aria-label="${label}"]`).trigger('click')
const shownPicture = (viewer: Viewer) => viewer.get('img').attributes('src')

describe('the viewer', () => {
  it('is a modal dialog with a name, who sent it, when, and its caption', async () => {
    const viewer = await look(2, [picture(1), picture(2), picture(3)])
    const dialog = viewer.get('dialog')
    expect(dialog.attributes('open')).toBeDefined()
    expect(dialog.attributes('aria-label')).toBe('Fotos e vídeos da conversa')
    expect(viewer.text()).toContain('Maria Lima')
    expect(viewer.text()).toContain('2 de 3')
    expect(viewer.text()).toContain('foto 2')
    expect(viewer.get('img').attributes('alt')).toBe('foto 2')
    expect(viewer.get('a').attributes()).toMatchObject({ href: '/api/v1/media/20', 'aria-label': 'Baixar' })
  })

  it('goes on and back by buttons and keys, over pictures and films only', async () => {
    const viewer = await look(1, [
      picture(1),
      makeMessage({ id: 2, conversation_id: 1, sent_at: '2026-11-20T15:00:02Z' }),
      picture(3, { metadata: { media: { id: 30, state: 'expired' } } }),
      picture(4, { metadata: { ...picture(4).metadata, revoked_at: '2026-11-20T16:00:00Z' } }),
      picture(5, { message_type: 'video' }),
    ])
    expect(viewer.find('[aria-label="Anterior"]').exists()).toBe(false)
    await press(viewer, 'Próxima')
    expect(viewer.get('video').attributes('src')).toBe('/api/v1/media/50')
    expect(viewer.find('[aria-label="Próxima"]').exists()).toBe(false)
    await viewer.get('dialog').trigger('keydown', { key: 'ArrowLeft' })
    await flushPromises()
    expect(shownPicture(viewer)).toBe('/api/v1/media/10')
    await viewer.get('dialog').trigger('keydown', { key: 'ArrowRight' })
    expect(viewer.find('video').exists()).toBe(true)
  })

  it('looks for earlier ones where the thread goes on', async () => {
    const viewer = await look(9, [picture(9)], 'older')
    server.on('GET /messages', ({ query }) =>
      query.get('cursor') === 'older'
        ? { body: page([makeMessage({ id: 8, conversation_id: 1, sent_at: '2026-11-20T15:00:08Z' })], 'oldest') }
        : { body: page([picture(7)]) },
    )
    await press(viewer, 'Anterior')
    await flushPromises()
    expect(shownPicture(viewer)).toBe('/api/v1/media/70')
  })

  it('zooms by button, key and double click, and whole again for the next', async () => {
    const viewer = await look(1, [picture(1), picture(2)])
    await press(viewer, 'Ampliar')
    expect(viewer.get('img').attributes('style')).toContain('scale(1.5)')
    await viewer.get('dialog').trigger('keydown', { key: '0' })
    expect(viewer.get('img').attributes('style')).toContain('scale(1)')
    await viewer.get('img').trigger('dblclick')
    expect(viewer.get('img').attributes('style')).toContain('scale(2.5)')
    await press(viewer, 'Próxima')
    expect(viewer.get('img').attributes('style')).toContain('scale(1)')
  })

  it('closes by its button, and when what it shows is taken back', async () => {
    const viewer = await look(1, [picture(1), picture(2)])
    await press(viewer, 'Fechar')
    await flushPromises()
    expect(useViewer().viewed).toBeNull()
    useViewer().show(1, 2)
    await flushPromises()
    useMessages().receive(picture(2, { metadata: { revoked_at: '2026-11-20T16:00:00Z' } }))
    await flushPromises()
    expect(viewer.find('dialog').exists()).toBe(false)
  })

  it('offers the file where the picture cannot be shown', async () => {
    const viewer = await look(1, [picture(1)])
    await viewer.get('img').trigger('error')
    expect(viewer.text()).toContain('Não foi possível mostrar o arquivo')
  })
})

import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { makeMessage } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { FakeUploads } from '@/testing/fakeUploads'
import { signIn } from '@/testing/mountInApp'

import { useAttachments } from './attachments'
import { useMessages } from './messages'
import { useOutbox } from './outbox'

let server: FakeServer
let uploads: FakeUploads

beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined)
  signIn()
  uploads = new FakeUploads()
  server = new FakeServer()
    .on('DELETE /media/31', () => ({ status: 204 }))
    .on('POST /messages', ({ body }) => ({ status: 201, body: makeMessage({ ...(body as object), sender_type: 'attendant', status: 'queued' }) }))
})

const picture = (name = 'foto.png') => new File(['x'], name, { type: 'image/png' })
const stored = (id = 31) => ({ id, state: 'stored', kind: 'image', filename: 'foto.png', size: 1, mime_type: 'image/png' })
const posted = () => server.sent('POST /messages').map((one) => one.body)

/** The page is gone; what it stored is not. */
function reload(): void {
  useAttachments().clear()
  useOutbox().clear()
  setActivePinia(createPinia())
  signIn()
}

/** As the composer does it. */
function send(key: string, content = '') {
  useAttachments().take(key)
  return useMessages().send(1, { body: { message_type: 'image', content }, attachment: key })
}

describe('a file beside the field', () => {
  it('goes to the server at once, tells how far it is, and is ready', async () => {
    const { key } = useAttachments().add(1, picture(), 'image')
    expect(uploads.last.form.get('kind')).toBe('image')
    uploads.last.progress(1, 4)
    expect(useAttachments().find(key)).toMatchObject({ state: 'uploading', progress: 0.25 })
    uploads.last.answer(201, stored())
    await flushPromises()
    expect(useAttachments().find(key)).toMatchObject({ state: 'ready', media: { id: 31 } })
  })

  it('of many leaves the browser two at a time', async () => {
    for (let index = 0; index < 4; index += 1) useAttachments().add(1, picture(), 'image')
    expect(uploads.requests).toHaveLength(2)
    uploads.requests[0]!.answer(201, stored())
    await flushPromises()
    expect(uploads.requests).toHaveLength(3)
  })

  it('is still there after a reload, with its caption, once it is uploaded', async () => {
    const { key } = useAttachments().add(1, picture(), 'image')
    uploads.last.answer(201, stored())
    await flushPromises()
    useAttachments().write(key, 'a frente')
    useAttachments().add(1, picture('outra.png'), 'image')
    reload()
    useAttachments().recover(1)
    expect(useAttachments().of(1)).toMatchObject([{ state: 'ready', caption: 'a frente', media: { id: 31 } }])
  })

  it('that was refused may go as a document', async () => {
    const { key } = useAttachments().add(1, picture(), 'image')
    uploads.last.answer(422, { error: { code: 'too_large', message: 'grande', details: { document: true } } })
    await flushPromises()
    expect(useAttachments().find(key)).toMatchObject({ state: 'failed', error: { code: 'too_large' } })
    useAttachments().retry(key, 'document')
    expect(uploads.last.form.get('kind')).toBe('document')
  })

  it('is called off on its way, and deleted there once it has arrived', async () => {
    const first = useAttachments().add(1, picture(), 'image')
    useAttachments().discard(first.key)
    expect(uploads.last.isAborted).toBe(true)
    const { key } = useAttachments().add(1, picture(), 'image')
    uploads.last.answer(201, stored())
    await flushPromises()
    useAttachments().discard(key)
    expect(server.sent('DELETE /media/31')).toHaveLength(1)
    expect(useAttachments().of(1)).toEqual([])
  })

  it('that nobody answered is tried again when the connection is back', async () => {
    const { key } = useAttachments().add(1, picture(), 'image')
    uploads.last.cut()
    await flushPromises()
    expect(useAttachments().find(key)?.state).toBe('failed')
    await useOutbox().recoverAndSend()
    uploads.last.answer(201, stored())
    await flushPromises()
    expect(useAttachments().find(key)?.state).toBe('ready')
  })
})

describe('a message with a file', () => {
  it('is shown at once, leaves when the file has arrived, and holds no text up', async () => {
    const { key } = useAttachments().add(1, picture(), 'image')
    void send(key, 'legenda')
    void useMessages().send(1, 'texto')
    await flushPromises()
    expect(useOutbox().of(1)).toMatchObject([{ content: 'legenda', state: 'sending', attachment: key }])
    expect(posted()).toMatchObject([{ message_type: 'text' }])
    uploads.last.answer(201, stored())
    await flushPromises()
    expect(posted()[1]).toMatchObject({ message_type: 'image', media_id: 31, content: 'legenda' })
    expect(useOutbox().of(1)).toEqual([])
  })

  it('keeps its place among the files', async () => {
    const [one, two] = [useAttachments().add(1, picture(), 'image'), useAttachments().add(1, picture(), 'image')]
    void send(one.key)
    void send(two.key)
    uploads.requests[1]!.answer(201, stored(32))
    await flushPromises()
    expect(posted()).toEqual([])
    uploads.requests[0]!.answer(201, stored(31))
    await flushPromises()
    expect(posted()).toMatchObject([{ media_id: 31 }, { media_id: 32 }])
  })

  it('says why its file could not be taken; sent again, the file is', async () => {
    const { key } = useAttachments().add(1, picture(), 'image')
    void send(key)
    uploads.last.cut()
    await flushPromises()
    const [outgoing] = useOutbox().of(1)
    expect(outgoing).toMatchObject({ state: 'failed', error: { code: 'network' } })
    await useOutbox().sendAgain(outgoing!.client_key)
    uploads.last.answer(201, stored())
    await flushPromises()
    expect(posted()).toMatchObject([{ media_id: 31, client_key: outgoing!.client_key }])
  })

  it('survives a reload once its file is there', async () => {
    server.cut('POST /messages')
    const { key } = useAttachments().add(1, picture(), 'image')
    uploads.last.answer(201, stored())
    await flushPromises()
    await send(key, 'legenda')
    reload()
    useOutbox().recover()
    expect(useOutbox().of(1)).toMatchObject([
      { content: 'legenda', state: 'waiting', body: { message_type: 'image', media_id: 31 }, metadata: { media: { id: 31 } } },
    ])
  })
})

import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Limits } from '@/api/limits'
import { useAttachments } from '@/stores/attachments'
import { useDrafts } from '@/stores/drafts'
import { useLimits } from '@/stores/limits'
import { useReplies } from '@/stores/replies'
import { useScheduled } from '@/stores/scheduled'
import { makeConversation, makeMessage } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { FakeUploads } from '@/testing/fakeUploads'
import { signIn } from '@/testing/mountInApp'

import { addFiles, removeFile } from './files'
import { useComposer } from './useComposer'

let server: FakeServer
let uploads: FakeUploads

beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined)
  signIn()
  useLimits().limits = { text: { content: 20 }, image: { caption: 5, bytes: 1 }, document: { bytes: 1000 } } as Limits
  uploads = new FakeUploads()
  server = new FakeServer().on('POST /messages', ({ body }) => {
    const { scheduled_at } = body as { scheduled_at?: string }
    return { status: 201, body: makeMessage({ ...(body as object), sender_type: 'attendant', status: scheduled_at ? 'scheduled' : 'queued' }) }
  })
})

const compose = () => useComposer(() => makeConversation({ id: 1 }))
const file = (name: string, type: string) => new File(['x'], name, { type })
const picture = () => file('foto.png', 'image/png')
const posted = () => server.sent('POST /messages').map((one) => one.body as Record<string, unknown>)
const AT = '2999-01-01T12:00:00.000Z'

describe('words and files', () => {
  it('what is written becomes the caption of the first picture, and words again without it', () => {
    const composer = compose()
    composer.text.value = 'Olha'
    addFiles(1, [picture()])
    expect(composer.text.value).toBe('Olha')
    expect(useDrafts().textOf(1)).toBe('')
    removeFile(1, composer.tray.value[0]!.key)
    expect(useDrafts().textOf(1)).toBe('Olha')
  })

  it('an audio takes no caption: the words go as a message of their own', async () => {
    const composer = compose()
    addFiles(1, [file('som.mp3', 'audio/mpeg')])
    composer.text.value = 'Ouça'
    uploads.last.answer(201, { id: 5, state: 'stored' })
    await flushPromises()
    composer.send()
    await flushPromises()
    expect(posted()).toMatchObject([{ message_type: 'audio', media_id: 5 }, { message_type: 'text', content: 'Ouça' }])
  })

  it('counts a caption towards its own limit', () => {
    const composer = compose()
    addFiles(1, [picture()])
    composer.text.value = 'longa demais'
    expect(composer.room.value).toBe(-7)
    expect(composer.canSend.value).toBe(false)
  })

  it('asks nobody to upload what nobody would take', () => {
    compose()
    addFiles(1, [new File(['x'.repeat(1001)], 'filme.bin')])
    expect(uploads.requests).toHaveLength(0)
    expect(useAttachments().of(1)).toEqual([])
  })

  it('only the first that is sent answers the chosen message', async () => {
    const composer = compose()
    useReplies().choose(1, 77)
    composer.text.value = 'um'
    composer.send()
    composer.text.value = 'dois'
    composer.send()
    await flushPromises()
    expect(posted().map((one) => one['reply_to'])).toEqual([77, undefined])
  })
})

describe('for later', () => {
  it('is kept in the field until the server has it, and scheduled once under one key', async () => {
    const composer = compose()
    composer.text.value = 'Bom dia'
    server.cut('POST /messages')
    await expect(composer.schedule(AT)).rejects.toMatchObject({ code: 'network' })
    expect(composer.text.value).toBe('Bom dia')
    const [first] = posted()
    server.on('POST /messages', ({ body }) => ({ status: 201, body: makeMessage({ ...(body as object), status: 'scheduled' }) }))
    await composer.schedule(AT)
    expect(posted()[1]).toMatchObject({ client_key: first!['client_key'], scheduled_at: AT })
    expect(composer.text.value).toBe('')
    expect(useScheduled().of(1)).toMatchObject([{ content: 'Bom dia' }])
  })

  it('waits for the files', async () => {
    const composer = compose()
    addFiles(1, [picture()])
    expect(composer.canSchedule.value).toBe(false)
    uploads.last.answer(201, { id: 5, state: 'stored' })
    await flushPromises()
    expect(composer.canSchedule.value).toBe(true)
    await composer.schedule(AT)
    expect(posted()).toMatchObject([{ message_type: 'image', media_id: 5, scheduled_at: AT }])
    expect(composer.tray.value).toEqual([])
  })
})

import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { MediaKind } from '@/api/media'
import { ApiError } from '@/api/http'
import { useAttachments } from '@/stores/attachments'
import { signIn } from '@/testing/mountInApp'

import AttachmentItem from './AttachmentItem.vue'

beforeEach(() => signIn())

/** As it is after a reload: what the server answered to the upload is all that is known. */
function recovered(kind: MediaKind) {
  const attachments = useAttachments()
  attachments.putBack(1, kind, { id: 31, state: 'preparing', filename: 'arquivo' }, '')
  return mount(AttachmentItem, { props: { file: attachments.of(1)[0]!, isSelected: false, canSelect: false } })
}

describe('a file from before a reload', () => {
  it.each(['image', 'sticker', 'video'] as const)('shows the small picture that the server has of it: %s', (kind) => {
    expect(recovered(kind).get('img').attributes('src')).toBe('/api/v1/media/31/thumbnail')
  })

  it('shows the icon of its kind where there is none yet', async () => {
    const item = recovered('image')
    await item.get('img').trigger('error')
    expect(item.find('img').exists()).toBe(false)
    expect(item.find('.lucide-image').exists()).toBe(true)
  })

  it.each(['audio', 'document'] as const)('asks for no picture of what has none: %s', (kind) => {
    expect(recovered(kind).find('img').exists()).toBe(false)
  })
})

describe('a file that could not be taken', () => {
  const program = new ApiError('program', 'Este arquivo é um programa: o WhatsApp não aceita.', 422)
  const failed = (error: ApiError) => {
    const attachments = useAttachments()
    attachments.putBack(1, 'document', { id: 31, state: 'stored', filename: 'setup.exe' }, '')
    const file = { ...attachments.of(1)[0]!, state: 'failed' as const, error }
    return mount(AttachmentItem, { props: { file, isSelected: false, canSelect: false } })
  }
  const buttons = (error: ApiError) => failed(error).findAll('button').map((one) => one.attributes('aria-label'))

  it('is not tried again where the server refused it for what it is', () => {
    expect(failed(program).get('[role=alert]').text()).toContain('é um programa')
    expect(buttons(program)).toEqual(['Remover setup.exe'])
    expect(buttons(new ApiError('unreachable', '', 0))).toEqual(['Tentar de novo: setup.exe', 'Remover setup.exe'])
  })
})

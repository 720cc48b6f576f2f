import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { MediaKind } from '@/api/media'
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

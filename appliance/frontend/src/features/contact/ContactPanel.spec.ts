import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'

import { useNotices } from '@/stores/notices'
import { makeContact, makeConversation } from '@/testing/factories'
import { signIn } from '@/testing/mountInApp'

import ContactPanel from './ContactPanel.vue'

describe('the contact panel', () => {
  it('tells who the customer is and how the conversation stands', () => {
    signIn()
    const contact = makeContact({ name: 'Maria Lima', profile_name: 'Mari ✨', username: 'mari.l' })
    const conversation = makeConversation({ contact, status: 'waiting', window_expires_at: '2020-01-01T00:00:00Z' })
    const text = mount(ContactPanel, { props: { conversation } }).text()
    for (const fact of ['Maria Lima', '+55 (11) 98765-0001', '@mari.l', 'Mari ✨', conversation.protocol, 'Ninguém ainda', 'Janela fechada']) {
      expect(text).toContain(fact)
    }
  })

  it('copies a number', async () => {
    signIn()
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue({ writeText } as never)
    const panel = mount(ContactPanel, { props: { conversation: makeConversation() } })
    await panel.get('button[aria-label="Copiar Telefone"]').trigger('click')
    await flushPromises()
    expect(writeText).toHaveBeenCalledWith('+55 (11) 98765-0001')
    expect(useNotices().notices[0]?.text).toBe('Copiado.')
  })

  it('closes', async () => {
    signIn()
    const panel = mount(ContactPanel, { props: { conversation: makeConversation() } })
    await panel.get('button[aria-label="Fechar dados do contato"]').trigger('click')
    expect(panel.emitted('close')).toHaveLength(1)
  })
})

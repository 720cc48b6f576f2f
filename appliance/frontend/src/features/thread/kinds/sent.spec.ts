import { describe, expect, it } from 'vitest'

import type { MessageMetadata } from '@/api/metadata'
import { makeMessage } from '@/testing/factories'
import { mountInApp } from '@/testing/mountInApp'

import { messagePreview } from '../preview'
import MessageBubble from '../MessageBubble.vue'

async function show(message_type: string, content: string, metadata: object) {
  const message = makeMessage({ sender_type: 'attendant', message_type, content, metadata: metadata as MessageMetadata })
  const { wrapper } = await mountInApp(MessageBubble, { props: { message, opensGroup: true, author: '' } })
  return { message, shown: wrapper, text: wrapper.get('.bubble').text().replace(/\s+/g, ' ') }
}

describe('what we sent to be answered', () => {
  it('shows header, text, footer and each button', async () => {
    const { shown, text, message } = await show('interactive', 'Como prefere?', {
      interactive: { kind: 'buttons', header: { text: 'Entrega' }, footer: 'ACME', buttons: [{ id: '1', title: 'Retirar' }, { id: '2', title: 'Receber' }] },
    })
    expect(text).toMatch(/^EntregaComo prefere\?ACMERetirarReceber/)
    expect(text.match(/Como prefere/g)).toHaveLength(1)
    expect(shown.findAll('ul li')).toHaveLength(2)
    expect(messagePreview(message)).toBe('Mensagem com opções: Como prefere?')
  })

  it('folds a list’s options away below its button', async () => {
    const { shown } = await show('interactive', 'Escolha', {
      interactive: { kind: 'list', button: 'Horários', sections: [{ title: 'Manhã', rows: [{ title: '9h', description: 'vazio' }] }] },
    })
    expect(shown.get('li').text()).toBe('Horários')
    expect(shown.get('details').text()).toMatch(/Manhã.*9h.*vazio/s)
  })

  it('shows where a link leads, as text, and never a script', async () => {
    const link = (url: string) => show('interactive', 'Veja', { interactive: { kind: 'cta_url', display_text: 'Abrir', url } })
    const { shown, text } = await link('https://acme.com.br/a')
    expect(text).toContain('Abrirhttps://acme.com.br/a')
    expect(shown.find('a').exists()).toBe(false)
    expect((await link('javascript:alert(1)')).text).not.toContain('javascript')
  })

  it('still shows what customers answered as an answer', async () => {
    const { text } = await show('interactive', 'Sim', { reply: { kind: 'button', id: 'y', title: 'Sim' } })
    expect(text).toContain('Tocou no botão')
  })
})

describe('a template', () => {
  it('is shown as the customer sees it, with its name', async () => {
    const { text } = await show('template', 'Seu pedido *A-17* saiu.', {
      template: {
        name: 'pedido',
        language: 'pt_BR',
        header: { format: 'TEXT', text: 'Olá!' },
        footer: 'ACME',
        buttons: [{ type: 'PHONE_NUMBER', text: 'Ligar', phone_number: '+551140040001' }],
      },
    })
    expect(text).toMatch(/^Modelo pedido · pt_BROlá!Seu pedido A-17 saiu\.ACMELigar\+55 \(11\) 4004-0001/)
  })

  it('shows the picture above it', async () => {
    const { shown } = await show('template', 'Veja', {
      template: { name: 'x', header: { format: 'IMAGE' } },
      media: { id: 3, state: 'stored', mime_type: 'image/png', url: '/api/v1/media/3' },
    })
    expect(shown.get('img').attributes('src')).toBe('/api/v1/media/3')
  })

  it('of which only the text is known is that text', async () => {
    expect((await show('template', 'Só o texto', {})).text).toMatch(/^Só o texto/)
  })
})

describe('a file of ours', () => {
  it('says that it is being prepared, and offers no new download when that failed', async () => {
    expect((await show('audio', '', { media: { id: 3, state: 'preparing', kind: 'voice', voice: true } })).text).toContain('Preparando mensagem de voz…')
    const { shown, text } = await show('video', '', { media: { id: 3, state: 'failed', kind: 'video', error: { code: 'wrong_video' } } })
    expect(text).toContain('só toca vídeos MP4')
    expect(shown.find('button').exists()).toBe(false)
  })
})

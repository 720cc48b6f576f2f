import { describe, expect, it } from 'vitest'

import { makeMessage } from '@/testing/factories'

import { messagePreview, quotePreview, writtenText } from './preview'

it.each([
  ['text', 'oi\n\ntudo bem?', 'oi tudo bem?'],
  ['text', '[Imagem]', '[Imagem]'],
  ['image', '[Imagem]', 'Imagem'],
  ['image', 'nota fiscal', 'Imagem: nota fiscal'],
  ['reaction', '👍', 'Reação: 👍'],
  ['audio', null, 'Áudio'],
  ['revoke', '[Mensagem apagada]', 'Mensagem apagada'],
  ['poll_2030', '[Mensagem do tipo poll_2030]', 'Mensagem do tipo “poll_2030”'],
])('shows a %s of %j as %s', (message_type, content, preview) => {
  expect(messagePreview(makeMessage({ message_type, content }))).toBe(preview)
})

it('keeps what a person wrote in brackets', () => {
  expect(writtenText(makeMessage({ content: '[urgente]' }))).toBe('[urgente]')
})

it('skips the notice above the bot’s first answer', () => {
  const content = '_Resposta automática. Escreva *atendente*._\n\nEntregamos, sim.'
  expect(messagePreview(makeMessage({ sender_type: 'bot', content }))).toBe('Entregamos, sim.')
})

describe('quotePreview', () => {
  it('is the first line, cut short, without the notice of the bot', () => {
    expect(quotePreview(makeMessage({ content: '*Oi*\ntudo bem?' }))).toBe('Oi')
    expect(quotePreview(makeMessage({ sender_type: 'bot', content: '_Resposta automática_\n\nBom dia!\nEm que ajudo?' }))).toBe('Bom dia!')
    expect(quotePreview(makeMessage({ message_type: 'image', content: '[Imagem]' }))).toBe('Imagem')
    expect(quotePreview(makeMessage({ content: '😀'.repeat(200) }))).toBe(`${'😀'.repeat(120)}…`)
  })
})

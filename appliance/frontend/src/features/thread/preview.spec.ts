import { describe, expect, it } from 'vitest'

import { makeMessage } from '@/testing/factories'

import { captionText, messagePreview, quotePreview, writtenText } from './preview'

it.each([
  ['text', 'oi\n\ntudo bem?', 'oi tudo bem?'],
  ['text', '[Imagem]', '[Imagem]'],
  ['image', '[Imagem]', 'Imagem'],
  ['image', 'nota fiscal', 'Imagem: nota fiscal'],
  ['reaction', '👍', 'Reagiu com 👍'],
  ['audio', null, 'Áudio'],
  ['text', 'veja \u202ecod.exe', 'veja cod.exe'],
  ['image', '\u202ecod.exe', 'Imagem: cod.exe'],
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

const media = (more: object) => ({ media: { id: 3, state: 'stored', url: '/api/v1/media/3', ...more } }) as never

it.each([
  [{ message_type: 'audio', metadata: media({ voice: true }), content: '[Áudio]' }, 'Mensagem de voz'],
  [{ message_type: 'document', metadata: media({ filename: 'Contrato.pdf' }), content: '[Documento]' }, 'Documento: Contrato.pdf'],
  [{ message_type: 'image', content: '[urgente]' }, 'Imagem: [urgente]'],
  [{ message_type: 'location', metadata: { location: { latitude: 1, longitude: 2, name: 'Loja' } }, content: 'Loja · 1, 2' }, 'Localização: Loja'],
  [{ message_type: 'location', metadata: { location: { latitude: 1, longitude: 2 } }, content: '1, 2' }, 'Localização'],
  [{ message_type: 'contacts', metadata: { contacts: [{ name: 'Ana' }] }, content: 'Ana +55' }, 'Contato: Ana'],
  [{ message_type: 'contacts', metadata: { contacts: [{ name: 'Ana' }, { name: 'Bia' }] } }, '2 contatos: Ana, Bia'],
  [{ message_type: 'order', metadata: { order: { items: [{}, {}, {}] } }, content: '[Pedido de 3 itens]' }, 'Pedido do catálogo: 3 itens'],
  [{ message_type: 'interactive', metadata: { reply: { kind: 'flow', fields: {} } }, content: 'Sent' }, 'Resposta de menu: Respondeu ao formulário'],
  [{ message_type: 'call', metadata: { call: { direction: 'USER_INITIATED', event: 'terminate' } }, content: '[Ligação do cliente]' }, 'Ligação do cliente não atendida'],
  [{ message_type: 'system', metadata: { system: { kind: 'number_changed' } }, content: 'A changed' }, 'O cliente mudou de número.'],
  [{ message_type: 'image', metadata: { revoked_at: '2026-11-20T15:00:00Z' }, content: 'segredo' }, 'Mensagem apagada pelo cliente'],
  [{ sender_type: 'attendant', metadata: { revoked_at: '2026-11-20T15:00:00Z' }, content: 'x' }, 'Mensagem apagada'],
] as const)('%# is told in a line', (message, line) => {
  expect(messagePreview(makeMessage(message as never))).toBe(line)
})

describe('quotePreview', () => {
  it('is the first line, cut short, without the notice of the bot', () => {
    expect(quotePreview(makeMessage({ content: '*Oi*\ntudo bem?' }))).toBe('Oi')
    expect(quotePreview(makeMessage({ sender_type: 'bot', content: '_Resposta automática_\n\nBom dia!\nEm que ajudo?' }))).toBe('Bom dia!')
    expect(quotePreview(makeMessage({ message_type: 'image', content: '[Imagem]' }))).toBe('Imagem')
    expect(quotePreview(makeMessage({ content: '😀'.repeat(200) }))).toBe(`${'😀'.repeat(120)}…`)
  })
})

describe('the name of a file', () => {
  const long = `${'nota '.repeat(60)}.pdf`
  it.each([
    ['recibo\u202Efdp.exe', 'recibo fdp.exe'],
    ['<img src=x onerror=alert(1)>.html', '_img src=x onerror=alert(1)_.html'],
    ['pasta/nota.pdf', 'pasta_nota.pdf'],
    [long, `${'nota '.repeat(60).slice(0, 196)}.pdf`],
  ])('is shown as the server cleaned it, and once: %#', (content, filename) => {
    const message = makeMessage({ message_type: 'document', content, metadata: media({ filename }) })
    expect(captionText(message)).toBe('')
    expect(messagePreview(message)).toContain(filename.replace(/_/g, '').slice(-8))
    expect(messagePreview(message)).not.toMatch(/[\u202E</]/)
  })

  it('leaves the words written with a file', () => {
    const message = makeMessage({ message_type: 'document', content: 'segue', metadata: media({ filename: 'nota.pdf' }) })
    expect(captionText(message)).toBe('segue')
    expect(messagePreview(message)).toBe('Documento: segue')
  })
})

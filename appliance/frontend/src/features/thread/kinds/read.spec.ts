import { describe, expect, it } from 'vitest'

import type { MessageMetadata } from '@/api/metadata'

import { answerOf } from './answers'
import { callOf, systemText } from './events'
import { editedAt, firstSign, forwardedOf, isEcho, isRevoked, reactionsOf } from './marks'
import { downloadName, mediaOf } from './media'
import { cardsOf, orderOf, placeOf, productOf, referralOf, undeliveredOf } from './read'

/** As it comes from outside: of no certain shape. */
const carrying = (metadata: unknown) => ({ metadata: metadata as MessageMetadata })

const ODD = [null, undefined, 'x', 7, [], true, { deep: [[]] }]

describe('metadata of any shape', () => {
  const keys = ['context', 'referral', 'reactions', 'edited_at', 'revoked_at', 'echo', 'media', 'location', 'contacts', 'reply', 'order', 'system', 'unsupported', 'unknown', 'call']
  const readers = [answerOf, callOf, systemText, editedAt, forwardedOf, isEcho, isRevoked, reactionsOf, mediaOf, cardsOf, orderOf, placeOf, productOf, referralOf, undeliveredOf]

  it.each(ODD.map((odd) => [odd]))('is read without a fault where everything is %j', (odd) => {
    for (const read of readers) {
      expect(() => read(carrying(odd))).not.toThrow()
      expect(() => read(carrying(Object.fromEntries(keys.map((key) => [key, odd]))))).not.toThrow()
    }
  })
})

describe('a place', () => {
  it('has a map where it is on earth', () => {
    expect(placeOf(carrying({ location: { latitude: -23.55, longitude: -46.63, name: 'Loja' } }))).toMatchObject({
      name: 'Loja',
      coordinates: '-23.55, -46.63',
      mapUrl: 'https://www.google.com/maps/search/?api=1&query=-23.55,-46.63',
    })
  })

  it.each([{}, { latitude: 91, longitude: 0 }, { latitude: 'x', longitude: 1 }, { latitude: 1 }])('has none for %j', (location) => {
    expect(placeOf(carrying({ location }))).toMatchObject({ mapUrl: null, coordinates: '' })
  })

  it('follows web addresses only', () => {
    expect(placeOf(carrying({ location: { url: 'javascript:alert(1)' } }))?.url).toBeNull()
  })
})

describe('contact cards', () => {
  it('keep what there is', () => {
    const [card] = cardsOf(
      carrying({
        contacts: [
          {
            name: 'Ana',
            phones: [{ phone: '+55 11 98765-0001', wa_id: '5511987650001', type: 'Mobile' }, {}, null, { wa_id: '5511' }],
            emails: [{ email: 'ana@acme.com.br' }, { type: 'Work' }],
            urls: [{ url: 'https://acme.com.br' }, { url: 'javascript:alert(1)' }],
            org: { company: 'ACME', title: 'Diretora' },
            addresses: ['Rua A, 1', 7, null],
          },
        ],
      }),
    )
    expect(card).toMatchObject({ name: 'Ana', company: 'Diretora · ACME', urls: ['https://acme.com.br/'], addresses: ['Rua A, 1', '7'] })
    expect(card?.phones.map((one) => one.digits)).toEqual(['5511987650001', '5511'])
    expect(card?.emails).toEqual([{ email: 'ana@acme.com.br', type: '' }])
  })
})

describe('an order', () => {
  const item = { product_retailer_id: 'sku-1', quantity: 2, item_price: 10.5, currency: 'BRL' }

  it('adds up what has one currency', () => {
    expect(orderOf(carrying({ order: { items: [item, item] } }))).toMatchObject({ total: 42, currency: 'BRL' })
  })

  it('does not add reais and dollars, nor guess a price', () => {
    expect(orderOf(carrying({ order: { items: [item, { ...item, currency: 'USD' }] } }))?.total).toBeNull()
    expect(orderOf(carrying({ order: { items: [item, { product_retailer_id: 'x' }] } }))?.total).toBeNull()
    expect(orderOf(carrying({ order: {} }))).toMatchObject({ lines: [], total: null })
  })

  it('believes the total it is given', () => {
    expect(orderOf(carrying({ order: { items: [item], total: 19, currency: 'BRL' } }))?.total).toBe(19)
  })
})

describe('an answer', () => {
  it('says what was filled in, by names people know', () => {
    const fields = { flow_token: 'secret', screen_0_Nome_completo_1: 'Ana', aceita: true, dias: ['seg', 'ter'], a: { b: 1 }, nada: null }
    expect(answerOf(carrying({ reply: { kind: 'flow', fields } }))?.fields).toEqual([
      { name: 'Nome completo', value: 'Ana' },
      { name: 'Aceita', value: 'Sim' },
      { name: 'Dias', value: 'seg, ter' },
      { name: 'A', value: '{"b":1}' },
    ])
  })

  it.each([
    [{ kind: 'call_permission', id: 'accept' }, 'Permitiu ligações'],
    [{ kind: 'call_permission', fields: { response: 'reject' } }, 'Não permitiu ligações'],
    [{ kind: 'button', id: 'yes' }, 'yes'],
    [{ kind: 'list', title: 'Mensal', id: 'm' }, 'Mensal'],
    [{ kind: 'from_2030', title: 'Sim' }, 'Sim'],
  ])('%j is titled %s', (reply, title) => {
    expect(answerOf(carrying({ reply }))?.title).toBe(title)
  })
})

describe('marks', () => {
  it('tell how often it was forwarded', () => {
    expect(forwardedOf(carrying({ context: { forwarded: true } }))).toBe('once')
    expect(forwardedOf(carrying({ context: { forwarded: true, frequently_forwarded: true } }))).toBe('often')
    expect(forwardedOf(carrying({ context: { forwarded: 'yes' } }))).toBe('no')
  })

  it('group reactions by what was chosen', () => {
    const reactions = [{ by: 'customer', emoji: '👍' }, { by: 'business', emoji: '👍' }, { by: 'customer', emoji: '' }, { emoji: '❤️' }]
    expect(reactionsOf(carrying({ reactions }))).toEqual([
      { emoji: '👍', by: ['customer', 'business'] },
      { emoji: '❤️', by: ['customer'] },
    ])
  })

  it('take one sign for an emoji', () => {
    expect(firstSign('👨‍👩‍👧‍👦 oi')).toBe('👨‍👩‍👧‍👦')
    expect(firstSign('🇧🇷🇵🇹')).toBe('🇧🇷')
    expect(firstSign(`e${'\u0301'.repeat(1000)}`).length).toBeLessThan(40)
  })

  it('need a true moment', () => {
    expect(isRevoked(carrying({ revoked_at: '2026-11-20T15:00:00Z' }))).toBe(true)
    expect([isRevoked(carrying({ revoked_at: true })), isRevoked(carrying({ revoked_at: 'x' }))]).toEqual([false, false])
  })
})

describe('a file', () => {
  const stored = { id: 3, state: 'stored', url: '/api/v1/media/3' }

  it('comes from our own API or not at all', () => {
    expect(mediaOf(carrying({ media: stored }))).toMatchObject({ state: 'stored', url: '/api/v1/media/3' })
    expect(mediaOf(carrying({ media: { ...stored, url: 'https://evil.example/x.jpg' } }))).toMatchObject({ state: 'failed', url: null })
    expect(mediaOf(carrying({ media: { ...stored, thumbnail_url: '//evil.example/x' } }))?.thumbnailUrl).toBeNull()
  })

  it('of which the server has no row is none', () => {
    expect(mediaOf(carrying({ media: { filename: 'a.pdf' } }))).toBeNull()
  })

  it('says in words why it is missing', () => {
    const missing = (error: object, unsupported?: object) => mediaOf(carrying({ media: { id: 3, state: 'refused', error }, unsupported }))?.reason
    expect(missing({ code: 'too_large' })).toContain('maior do que o permitido')
    expect(missing({ code: 'no_media_id' }, { code: 131052 })).toContain('100 MB')
    expect(missing({ code: 'of_2030' })).toBe('Peça ao cliente para enviar de novo.')
  })

  it.each([
    ['nota.pdf', 'application/pdf', 'nota.pdf'],
    ['', 'audio/ogg; codecs=opus', 'whatsapp-20261120-150000.ogg'],
    ['', 'image/jpeg', 'whatsapp-20261120-150000.jpg'],
    ['', '../../etc/passwd', 'whatsapp-20261120-150000.bin'],
  ])('%j of type %s is saved as %s', (filename, mime_type, name) => {
    expect(downloadName(mediaOf(carrying({ media: { ...stored, filename, mime_type } }))!, '2026-11-20T15:00:00Z')).toBe(name)
  })
})

describe('calls and notices', () => {
  it.each([
    [{ direction: 'USER_INITIATED', event: 'connect' }, 'Ligação do cliente', false],
    [{ direction: 'USER_INITIATED', event: 'terminate', status: 'COMPLETED', duration: 65 }, 'Ligação do cliente', false],
    [{ direction: 'USER_INITIATED', event: 'terminate', status: 'COMPLETED' }, 'Ligação do cliente não atendida', true],
    [{ direction: 'BUSINESS_INITIATED', event: 'terminate', status: 'FAILED' }, 'Ligação não atendida pelo cliente', true],
    [{ direction: 'BUSINESS_INITIATED', event: 'ringing', status: 'RINGING' }, 'Ligação para o cliente', false],
    [{}, 'Ligação do cliente', false],
  ])('%j is “%s”', (call, text, isMissed) => {
    expect(callOf(carrying({ call }))).toMatchObject({ text, isMissed })
  })

  it.each([
    [{ kind: 'number_changed', from: '5511987650001', to: '5511987650002' }, 'O cliente mudou de número: de +55 (11) 98765-0001 para +55 (11) 98765-0002.'],
    [{ kind: 'number_changed' }, 'O cliente mudou de número.'],
    [{ kind: 'taken', by: 'Ana' }, 'Ana assumiu a conversa.'],
    [{ kind: 'relieved', by: 'Ana', from: 'Bruno' }, 'Ana assumiu no lugar de Bruno.'],
    [{ kind: 'transferred', by: 'Ana', to: 'Vendas' }, 'Ana transferiu para Vendas.'],
    [{ kind: 'transferred', by: 'Ana', to: null }, 'Ana transferiu para a fila geral.'],
    [{ kind: 'assigned', queue: 'Vendas', to: 'Ana' }, 'Vendas entregou a conversa a Ana.'],
    [{ kind: 'given_back', from: 'Ana' }, 'A conversa de Ana voltou à fila.'],
    [{ kind: 'closed', by: 'Ana', reason: 'Pedido feito' }, 'Ana encerrou a conversa: Pedido feito.'],
    [{ kind: 'closed', by: 'Ana', reason: null }, 'Ana encerrou a conversa.'],
    [{ kind: 'reopened', by: 'Ana' }, 'Ana reabriu a conversa.'],
    [{ kind: 'identity_changed' }, /código de segurança/],
    [{ kind: 'user_id_changed' }, /nova identificação/],
    [{ kind: 'other' }, ''],
  ])('%j is told', (system, text) => {
    const told = systemText(carrying({ system }))
    if (typeof text === 'string') expect(told).toBe(text)
    else expect(told).toMatch(text)
  })
})

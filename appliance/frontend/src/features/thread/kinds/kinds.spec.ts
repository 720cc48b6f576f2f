import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { MessageMetadata } from '@/api/metadata'
import type { Message } from '@/api/types'
import { useViewer } from '@/stores/viewer'
import { makeMessage } from '@/testing/factories'
import { mountInApp, signIn } from '@/testing/mountInApp'

import MessageBubble from '../MessageBubble.vue'

beforeEach(() => signIn())

async function show(message: Partial<Message>, more: object = {}) {
  const props = { message: makeMessage({ conversation_id: 1, ...message }), opensGroup: true, author: '', customer: 'Maria', ...more }
  return (await mountInApp(MessageBubble, { props }, '/inbox/1')).wrapper
}
type Shown = Awaited<ReturnType<typeof show>>
const kind = (message_type: string, metadata: unknown, content: string | null = null) =>
  show({ message_type, content, metadata: metadata as MessageMetadata })
const textOf = (shown: Shown) => shown.text().replace(/\s+/g, ' ')
const stored = (more: object = {}) => ({ media: { id: 3, state: 'stored', url: '/api/v1/media/3', thumbnail_url: '/api/v1/media/3/thumbnail', ...more } })

describe('an image', () => {
  it('reserves its place, says its caption and opens large', async () => {
    const shown = await show({ id: 12, message_type: 'image', content: 'nota fiscal', metadata: stored({ width: 400, height: 300 }) as never })
    const button = shown.get('button')
    expect(button.attributes('aria-label')).toBe('Ampliar imagem: nota fiscal')
    expect(button.attributes('style')).toContain('aspect-ratio: 1.333')
    expect(shown.get('img').attributes()).toMatchObject({ src: '/api/v1/media/3/thumbnail', loading: 'lazy', alt: '' })
    await button.trigger('click')
    expect(useViewer().viewed).toEqual({ conversationId: 1, messageId: 12 })
  })

  it.each([
    ['a large one fills its frame', 4000, 3000, 'width: 20rem; aspect-ratio: 1.333 / 1;', undefined],
    ['one that is smaller than the frame keeps its size', 200, 150, 'width: 12.5rem; aspect-ratio: 1.333 / 1;', 'width: 100%; height: 100%;'],
    ['a tiny one stands in the middle of a frame that can be touched', 50, 50, 'width: 8rem; aspect-ratio: 1 / 1;', 'width: 39.1%; height: 39.1%;'],
    ['a strip is not widened', 64, 640, 'width: 8rem; aspect-ratio: 0.4 / 1;', 'width: 50%; height: 100%;'],
    ['a low one is not heightened', 900, 16, 'width: 20rem; aspect-ratio: 2.5 / 1;', 'width: 100%; height: 12.5%;'],
  ])('is never blown up: %s', async (_, width, height, frame, picture) => {
    const shown = await kind('image', stored({ width, height }))
    expect(shown.get('button').attributes('style')).toBe(frame)
    expect(shown.get('img').attributes('style')).toBe(picture)
    const waiting = await kind('image', { media: { id: 3, state: 'preparing', width, height } })
    expect(waiting.get('.skeleton').attributes('style')).toBe(frame)
  })

  it('offers the file where the browser cannot show it', async () => {
    const shown = await kind('image', stored({ mime_type: 'image/heic' }))
    await shown.get('img').trigger('error')
    expect(shown.text()).toContain('Não foi possível mostrar o arquivo')
    expect(shown.get('a[download]').attributes('href')).toBe('/api/v1/media/3')
  })

  it('shows a caption in brackets that somebody wrote', async () => {
    expect((await kind('image', stored(), '[urgente]')).text()).toContain('[urgente]')
    expect((await kind('image', stored(), '[Imagem]')).text()).not.toContain('[')
  })
})

describe('a video and a sticker', () => {
  it('plays in the browser’s own player, loading nothing before', async () => {
    const video = (await kind('video', stored())).get('video')
    expect(video.attributes()).toMatchObject({ poster: '/api/v1/media/3/thumbnail', preload: 'none', 'aria-label': 'Vídeo' })
    expect(video.attributes('controls')).toBeDefined()
    expect((await kind('video', stored({ thumbnail_url: null }))).get('video').attributes('preload')).toBe('metadata')
  })

  it('stands without a bubble; still for who wants less movement', async () => {
    const shown = await kind('sticker', stored({ animated: true }), '[Figurinha]')
    expect(shown.get('.bubble').classes()).toContain('bubble-none')
    expect(shown.get('img').attributes('alt')).toBe('Figurinha')
    expect(shown.get('source').attributes('srcset')).toBe('/api/v1/media/3/thumbnail')
  })
})

describe('a document', () => {
  it('says its name, kind and size and is downloaded under its name', async () => {
    const shown = await kind('document', stored({ filename: 'Contrato.docx', mime_type: 'application/msword', size: 1_200_000 }), 'Contrato.docx')
    const link = shown.get('a')
    expect(link.attributes()).toMatchObject({ href: '/api/v1/media/3', download: 'Contrato.docx' })
    expect(link.text().replace(/\s/g, ' ')).toBe('Baixar Contrato.docxDOCX · 1,2 MB')
    expect(shown.text().match(/Contrato\.docx/g)).toHaveLength(1)
  })

  it('opens beside the inbox where a browser can read it', async () => {
    const [open, save] = (await kind('document', stored({ filename: 'a.pdf', mime_type: 'application/pdf' }))).findAll('a')
    expect([open?.attributes('target'), open?.text()]).toEqual(['_blank', 'Abrir a.pdfPDF'])
    expect(open?.attributes('download')).toBeUndefined()
    expect(save?.attributes()).toMatchObject({ download: 'a.pdf', 'aria-label': 'Baixar a.pdf' })
  })

  it('does not disguise its ending', async () => {
    const shown = await kind('document', stored({ filename: 'boleto\u202Efdp.exe' }))
    expect(shown.text()).toContain('boletofdp.exe')
    expect(shown.text()).toContain('EXE')
  })

  it('keeps its caption and may have no name', async () => {
    expect(textOf(await kind('document', stored({ mime_type: 'application/pdf' }), 'segue'))).toMatch(/Arquivo sem nome.*PDF.*segue/)
  })

  it.each([
    [{ filename: 'boleto.pdf', mime_type: 'application/x-executable' }, 'Programa', 'pode prejudicar'],
    [{ filename: 'setup.exe', mime_type: 'application/octet-stream' }, 'Programa', 'pode prejudicar'],
    [{ filename: 'boleto.pdf', mime_type: 'application/octet-stream' }, 'Tipo desconhecido', 'não é o que o nome'],
    [{ filename: 'foto.jpg', mime_type: 'text/plain' }, 'Tipo desconhecido', 'não é o que o nome'],
  ])('that is not what it calls itself is shown as what it is, with a caution: %j', async (file, facts, caution) => {
    const shown = await kind('document', stored(file))
    expect(shown.text()).toContain(facts)
    expect(shown.text()).toContain(caution)
    expect(shown.find('.lucide-file-text, .lucide-file-image').exists()).toBe(false)
  })

  it('that we sent under a false name is nothing to ask the customer about', async () => {
    const metadata = stored({ filename: 'x.png', mime_type: 'text/plain' }) as never
    const caution = async (sender_type: 'customer' | 'attendant') => (await show({ message_type: 'document', sender_type, metadata })).text()
    expect(await caution('customer')).toContain('Peça ao cliente')
    expect(await caution('attendant')).toContain('o cliente pode não conseguir abri-lo')
    expect(await caution('attendant')).not.toContain('Peça')
  })

  it('that is what it says needs no caution', async () => {
    for (const file of [{ filename: 'a.pdf', mime_type: 'application/pdf' }, { filename: 'a.jpg', mime_type: 'image/heic' }, { filename: 'a.zip', mime_type: 'application/zip' }]) {
      expect((await kind('document', stored(file))).find('.lucide-triangle-alert').exists()).toBe(false)
    }
  })
})

describe('a file that is not there', () => {
  it.each([
    ['pending', 'Baixando imagem…'],
    ['expired', 'já não tem este arquivo'],
    ['refused', 'arquivo não recebido'],
    ['failed', 'não pôde ser baixado'],
    ['of_2030', 'não pôde ser baixado'],
  ])('%s says so', async (state, words) => {
    const shown = await kind('image', { media: { id: 3, state } })
    expect(shown.text()).toContain(words)
    expect(shown.find('img').exists()).toBe(false)
  })

  it('is announced while it is on its way', async () => {
    expect((await kind('audio', { media: { id: 3, state: 'pending' } })).find('[role="status"]').exists()).toBe(true)
  })
})

describe('places and people', () => {
  it('links to a map, and to web pages only', async () => {
    const shown = await kind('location', { location: { latitude: -23.5, longitude: -46.6, name: 'Loja <b>1</b>', address: 'Rua A', url: 'javascript:alert(1)' } }, 'Loja · Rua A · -23.5, -46.6')
    expect(shown.text()).toContain('Loja <b>1</b>')
    expect(shown.findAll('a').map((one) => one.attributes('rel'))).toEqual(['noopener noreferrer nofollow'])
    expect(shown.get('a').attributes('href')).toContain('query=-23.5,-46.6')
    expect(shown.find('iframe, img').exists()).toBe(false)
  })

  it('shows cards with numbers to copy and to look for', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    const shown = await kind('contacts', { contacts: [{ name: 'João', phones: [{ phone: '+5511987650002', wa_id: '5511987650002' }] }] })
    expect(shown.text()).toContain('+55 (11) 98765-0002')
    expect(shown.get('a').attributes('href')).toBe('/inbox/1?tab=all&q=5511987650002')
    await shown.get('button[aria-label="Copiar Telefone"]').trigger('click')
    expect(writeText).toHaveBeenCalledWith('+5511987650002')
  })

  it('shows three cards first and the others on request', async () => {
    const shown = await kind('contacts', { contacts: Array.from({ length: 257 }, (_, index) => ({ name: `Pessoa ${index}` })) })
    expect(shown.findAll('section')).toHaveLength(3)
    await shown.get('button').trigger('click')
    expect(shown.findAll('section')).toHaveLength(257)
  })

  it('bears a card of nothing', async () => {
    expect((await kind('contacts', { contacts: [{}] })).text()).toContain('Sem nome')
    expect((await kind('contacts', { contacts: [] }, '[Contato]')).text()).toContain('Contato')
  })
})

describe('what was chosen', () => {
  it('names the choice once', async () => {
    const shown = await kind('interactive', { reply: { kind: 'list', id: 'm', title: 'Mensal', description: 'R$ 99' } }, 'Mensal')
    expect(textOf(shown)).toMatch(/^Escolheu na lista ?Mensal ?R\$ 99/)
    expect(shown.text().match(/Mensal/g)).toHaveLength(1)
  })

  it('lays a form out by its fields', async () => {
    const shown = await kind('interactive', { reply: { kind: 'flow', title: 'Sent', fields: { cep: '01310-100', nome: '<i>x</i>' } } }, 'Sent')
    expect(shown.findAll('dt').map((one) => one.text())).toEqual(['Cep', 'Nome'])
    expect(shown.findAll('dd').map((one) => one.text())).toEqual(['01310-100', '<i>x</i>'])
    expect(shown.text()).not.toContain('Sent')
  })

  it('falls back on the text where nothing else is known', async () => {
    expect(textOf(await kind('button', {}, 'Parar'))).toMatch(/Resposta de botão ?Parar/)
  })
})

describe('an order', () => {
  it('is a table with a total in the currency', async () => {
    const order = { text: 'Entrega hoje?', items: [{ product_retailer_id: 'sku-1', quantity: 2, item_price: 10.5, currency: 'BRL' }], total: 21, currency: 'BRL' }
    const text = textOf(await kind('order', { order }, 'Entrega hoje?'))
    expect(text).toContain('1 item')
    expect(text).toContain('2 × R$ 10,50')
    expect(text).toMatch(/Total ?R\$ 21,00/)
    expect(text.match(/Entrega hoje\?/g)).toHaveLength(1)
  })

  it('bears one without items', async () => {
    expect((await kind('order', { order: { items: [] } })).text()).toContain('sem itens')
  })
})

describe('where somebody comes from', () => {
  it('tells of the advertisement without loading anything from it', async () => {
    const referral = { source_type: 'ad', source_url: 'https://fb.me/x', headline: 'Fibra <b>500</b>', body: 'Assine', image_url: 'https://scontent.example/a.jpg', thumbnail_url: 'data:image/png;base64,AA' }
    const shown = await kind('text', { referral }, 'Tenho interesse')
    expect(shown.text()).toContain('Fibra <b>500</b>')
    expect(shown.find('img, b').exists()).toBe(false)
    expect(shown.findAll('a').map((one) => [one.attributes('href'), one.attributes('rel')])).toEqual([
      ['https://fb.me/x', 'noopener noreferrer nofollow'],
      ['https://scontent.example/a.jpg', 'noopener noreferrer nofollow'],
    ])
    expect(shown.get('section').attributes('aria-label')).toBe('Veio de um anúncio')
  })

  it('names the product asked about', async () => {
    expect((await kind('text', { context: { referred_product: { product_retailer_id: 'sku-9' } } }, 'tem?')).text()).toContain('produto sku-9')
  })
})

describe('what WhatsApp keeps to itself', () => {
  it.each([
    [{ type: 'poll_creation', code: 131051, title: 'Message type unknown' }, ['enquete', 'opções como texto', '131051']],
    [{ type: 'pin' }, ['fixou uma mensagem']],
    [{}, ['não entrega a empresas', 'texto, foto ou documento']],
    [{ code: 131052 }, ['100 MB']],
  ])('%j says what to do', async (unsupported, words) => {
    const text = (await kind('unsupported', { unsupported }, '[Mensagem que o WhatsApp não entrega a empresas]')).text()
    for (const word of words) expect(text).toContain(word)
    expect(text).not.toContain('[')
  })

  it('names a kind of later years', async () => {
    const shown = await kind('holo_2031', { unknown: { type: 'holo_2031' } }, '[Mensagem do tipo holo_2031]')
    expect(shown.text()).toContain('Mensagem do tipo “holo_2031”')
    expect(shown.text()).toContain('fica guardado')
  })
})

describe('a call', () => {
  it('says whose, and how long', async () => {
    expect(textOf(await kind('call', { call: { direction: 'USER_INITIATED', event: 'terminate', duration: 125 } }, '[Ligação do cliente · 2:05]'))).toMatch(/^Ligação do cliente ?2:05/)
  })
})

describe('marks', () => {
  it('tell what was forwarded, edited, imported or written on the phone', async () => {
    const text = textOf(await kind('text', { context: { frequently_forwarded: true }, edited_at: '2026-11-20T15:10:00Z', history: true }, 'oi'))
    expect(text).toContain('Encaminhada muitas vezes')
    expect(text).toContain('editada')
    expect(text).toContain('Importada do histórico')
    expect((await show({ sender_type: 'attendant', metadata: { echo: true } }, { author: 'Enviada pelo celular' })).text()).toContain('Enviada pelo celular')
  })

  it('show nothing of what was taken back', async () => {
    const metadata = { revoked_at: '2026-11-20T15:10:00Z', reactions: [{ by: 'customer', emoji: '👍' }], context: { forwarded: true }, ...stored() }
    const shown = await kind('image', metadata, 'segredo')
    expect(textOf(shown)).toMatch(/^Mensagem apagada pelo cliente ?12:00$/)
    expect(shown.find('img, button, a, ul').exists()).toBe(false)
  })

  it('hang reactions below, with who', async () => {
    const reactions = [{ by: 'customer', emoji: '👍' }, { by: 'business', emoji: '👍' }] as const
    const shown = await show({ metadata: { reactions: [...reactions] } })
    const chip = shown.get('ul[aria-label="Reações"] li')
    expect(chip.attributes('title')).toBe('Maria e sua equipe reagiram com 👍')
    await shown.setProps({ message: makeMessage({ metadata: { reactions: [] } }) })
    expect(shown.find('ul').exists()).toBe(false)
  })
})

describe('a quote', () => {
  it('leads to what it quotes', async () => {
    const quote = { id: 7, author: 'Você', text: 'Imagem', icon: null, thumbnailUrl: '/api/v1/media/3/thumbnail' }
    const shown = await show({ reply_to: 7 }, { quote })
    await shown.get('blockquote button').trigger('click')
    expect(shown.emitted('jump')).toEqual([[7]])
    expect(shown.get('blockquote img').attributes('src')).toBe('/api/v1/media/3/thumbnail')
  })
})

describe('anything at all', () => {
  const kinds = ['text', 'image', 'video', 'audio', 'voice', 'document', 'sticker', 'location', 'contacts', 'reaction', 'order', 'interactive', 'button', 'template', 'system', 'call', 'unsupported', 'request_welcome', 'x'.repeat(24)]
  const odd = [null, {}, [], 'x', 7, Object.fromEntries(['media', 'location', 'contacts', 'reply', 'order', 'system', 'call', 'unsupported', 'unknown', 'referral', 'context', 'reactions'].map((key) => [key, {}]))]

  it.each(kinds)('is a bubble with a time and something to read: %s', async (message_type) => {
    const error = vi.spyOn(console, 'warn')
    for (const metadata of odd) {
      const shown = await kind(message_type, metadata, `[${'palavra'.repeat(600)}]`)
      await flushPromises()
      expect(shown.find('time').exists()).toBe(true)
      expect(shown.get('.bubble').text().length).toBeGreaterThan(5)
      shown.unmount()
    }
    expect(error).not.toHaveBeenCalled()
  })
})

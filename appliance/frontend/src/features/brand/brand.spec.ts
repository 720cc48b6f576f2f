import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Brand } from '@/api/brand'
import EntryPage from '@/features/login/EntryPage.vue'
import { useNotices } from '@/stores/notices'
import { useSession } from '@/stores/session'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import BrandMark from '@/ui/BrandMark.vue'
import BrandView from '@/views/settings/BrandView.vue'

import { OWN_COLOUR } from './useBrandForm'

const NOTHING: Brand = { name: null, default_name: 'ACME', login_text: null, colour: null, logo: null, favicon: null, themes: null, stylesheet: null }
const picture = (id: string) => ({ id, url: `/brand/${id}/logo.png`, icon_url: `/brand/${id}/192.png` })
const palette = (colour: string, isCorrected = false) => ({
  themes: {
    light: { variables: { '--color-primary': colour }, is_corrected: isCorrected },
    dark: { variables: { '--color-primary': colour }, is_corrected: false },
  },
})

let server: FakeServer

beforeEach(() => {
  // a style sheet is put into the page, and not fetched
  const { happyDOM } = window as unknown as { happyDOM: { settings: object } }
  Object.assign(happyDOM.settings, { handleDisabledFileLoadingAsSuccess: true })
  document.head.innerHTML = '<link rel="icon" href="/favicon.svg" type="image/svg+xml" />'
  signIn({ role: 'admin' })
  server = new FakeServer()
    .on('GET /brand', () => ({ body: NOTHING }))
    .on('GET /brand/palette', ({ query }) => ({ body: palette(query.get('colour') ?? '', query.get('colour') === '#ffd400') }))
})

async function show(brand: Partial<Brand> = {}) {
  server.on('GET /brand', () => ({ body: { ...NOTHING, ...brand } }))
  const { wrapper } = await mountInApp(BrandView, {}, '/settings/brand')
  await flushPromises()
  const field = (label: string) => wrapper.get<HTMLInputElement>(`[id="${wrapper.findAll('label').find((one) => one.text() === label)?.attributes('for')}"]`)
  const button = (name: string) => wrapper.findAll('button').find((one) => one.text() === name)
  const send = async () => {
    await wrapper.get('form').trigger('submit')
    await flushPromises()
  }
  async function upload(at: number, file: File) {
    const input = wrapper.findAll('input[type=file]')[at]!
    Object.defineProperty(input.element, 'files', { value: [file], configurable: true })
    await input.trigger('change')
    await flushPromises()
  }
  return { wrapper, field, button, send, upload }
}

describe('the page of the brand', () => {
  it('has nothing to save until something is another', async () => {
    const { field, button } = await show({ name: 'Padaria' })
    expect(button('Salvar')?.attributes('disabled')).toBeDefined()
    await field('Nome mostrado').setValue('Padaria do Zé')
    expect(button('Salvar')?.attributes('disabled')).toBeUndefined()
    await field('Nome mostrado').setValue('Padaria ')
    expect(button('Salvar')?.attributes('disabled')).toBeDefined()
  })

  it('saves what was changed at once, and shows it on the page that is open', async () => {
    server.on('PUT /brand', ({ body }) => ({
      body: { ...NOTHING, ...(body as object), logo: picture('ab'), favicon: null, stylesheet: '/brand.css?v=1' },
    }))
    const { field, send } = await show({ logo: picture('ab') })
    await field('Nome mostrado').setValue('Padaria do Zé')
    await field('Texto da página de entrada').setValue('Bom dia!')
    await field('Código da cor').setValue('#0F6B52')
    await send()
    expect(server.sent('PUT /brand')[0]?.body).toEqual({ name: 'Padaria do Zé', login_text: 'Bom dia!', colour: '#0f6b52' })
    expect(useSession().tenant?.name).toBe('Padaria do Zé')
    expect(document.querySelector('link[href="/brand.css?v=1"]')).not.toBeNull()
    expect(document.querySelector<HTMLLinkElement>('link[rel=icon]')?.getAttribute('href')).toBe('/brand/ab/192.png')
    expect(useNotices().notices[0]?.text).toContain('Marca salva')
  })

  it('says what a colour becomes, and shows it in both themes before it is saved', async () => {
    const { wrapper, field } = await show()
    expect(server.sent('GET /brand/palette')[0]?.query.get('colour')).toBe(OWN_COLOUR)
    expect(wrapper.text()).not.toContain('se lê bem')
    await field('Código da cor').setValue('#ffd400')
    await flushPromises()
    expect(wrapper.text()).toContain('No tema claro, escurecemos a cor')
    for (const theme of ['guiche', 'guiche-dark']) {
      expect(wrapper.get<HTMLElement>(`[data-theme=${theme}]`).element.style.getPropertyValue('--color-primary')).toBe('#ffd400')
    }
    await field('Código da cor').setValue('#0f6b52')
    await flushPromises()
    expect(wrapper.text()).toContain('se lê bem nos dois temas')
  })

  it('asks nobody about what is no colour, and does not save it', async () => {
    const { wrapper, field, send } = await show()
    await field('Código da cor').setValue('#0f6')
    await field('Nome mostrado').setValue('Zé')
    await send()
    expect(wrapper.text()).toContain('Escreva seis dígitos')
    expect(server.sent('GET /brand/palette')).toHaveLength(1)
    expect(server.sent('PUT /brand')).toHaveLength(0)
  })

  it('marks everything that is wrong at once', async () => {
    const { wrapper, field, send } = await show()
    await field('Código da cor').setValue('#0f6')
    await field('Nome mostrado').setValue('Zé\u202e')
    await field('Texto da página de entrada').setValue(`Bom\u2066 dia`)
    await send()
    expect(wrapper.text()).toContain('Escreva seis dígitos')
    const hidden = wrapper.findAll('p').filter((one) => one.text().startsWith('Há caracteres invisíveis aqui'))
    expect(hidden).toHaveLength(2)
    expect(server.sent('PUT /brand')).toHaveLength(0)
  })

  it('can go back to our own colours', async () => {
    const { button, field } = await show({ colour: '#0f6b52' })
    await button('Usar as cores originais')?.trigger('click')
    expect(field('Código da cor').element.value).toBe('')
    expect(button('Usar as cores originais')).toBeUndefined()
  })

  it('sends a picture as it is chosen, and takes it for what is saved', async () => {
    server.on('POST /brand/pictures', () => ({ status: 201, body: picture('cd') })).on('PUT /brand', () => ({ body: NOTHING }))
    const { wrapper, button, send, upload } = await show()
    await upload(1, new File(['png'], 'icone.png', { type: 'image/png' }))
    expect(server.sent('POST /brand/pictures')[0]?.headers.get('Content-Type')).toBe('image/png')
    expect(wrapper.findAll('img').map((one) => one.attributes('src'))).toContain('/brand/cd/192.png')
    await send()
    expect(server.sent('PUT /brand')[0]?.body).toEqual({ favicon: 'cd' })
    expect(button('Tirar')).toBeUndefined()
  })

  it('says why a picture is not taken', async () => {
    server.refuse('POST /brand/pictures', 422, 'svg_not_taken')
    const { wrapper, upload } = await show()
    await upload(0, new File(['<svg/>'], 'logo.svg', { type: 'image/svg+xml' }))
    expect(wrapper.text()).toContain('Exporte como PNG')
    await upload(0, new File([new Uint8Array(1_000_001)], 'logo.png', { type: 'image/png' }))
    expect(wrapper.text()).toContain('A imagem pode ter até 1 MB.')
    expect(server.sent('POST /brand/pictures')).toHaveLength(1)
  })

  it('can be asked for again', async () => {
    server.cut('GET /brand')
    const { wrapper } = await mountInApp(BrandView, {}, '/settings/brand')
    await flushPromises()
    expect(wrapper.text()).toContain('Não foi possível carregar a marca.')
    server.on('GET /brand', () => ({ body: NOTHING }))
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(wrapper.find('form').exists()).toBe(true)
  })
})

describe('what the server wrote into the page', () => {
  it('is shown where one signs in', async () => {
    document.head.innerHTML = '<meta name="application-name" content="Padaria"><meta name="brand-logo" content="/brand/ab/logo.png"><meta name="login-text" content="Bom dia!">'
    const { wrapper } = await mountInApp(EntryPage, { props: { title: 'Entrar' } }, '/login')
    expect(wrapper.get('img').attributes('src')).toBe('/brand/ab/logo.png')
    expect(wrapper.text()).toContain('Padaria')
    expect(wrapper.text()).toContain('Bom dia!')
  })

  it('is the mark of the inbox, or ours is', async () => {
    const { wrapper: ours } = await mountInApp(BrandMark)
    expect(ours.element.tagName).toBe('svg')
    document.head.innerHTML = '<meta name="brand-icon" content="/brand/ab/192.png">'
    const { wrapper: theirs } = await mountInApp(BrandMark)
    expect(theirs.element.tagName).toBe('IMG')
  })
})

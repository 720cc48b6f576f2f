import { describe, expect, it } from 'vitest'

import { LOCALES, locale, setLocale, t, textIfKnown, type Catalogue, type Locale, type TextKey } from '.'
import { en } from './en'
import { es } from './es'
import { ptBR } from './pt-BR'

const catalogues: Record<Locale, Catalogue> = { 'pt-BR': ptBR, en, es }
const sources = import.meta.glob<string>(['../**/*.{ts,vue}', '!./**/*.ts', '!../**/*.spec.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

const forms = (entry: Catalogue[TextKey]) => (typeof entry === 'string' ? [entry] : Object.values(entry))
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe.each(['en', 'es'] as const)('the %s catalogue', (code) => {
  const keys = Object.keys(ptBR) as TextKey[]

  it('says everything with the same placeholders', () => {
    const shapes = (catalogue: Catalogue) => keys.map((key) => [key, ...forms(catalogue[key]).map(placeholders)])
    expect(shapes(catalogues[code])).toEqual(shapes(ptBR))
  })

  it('leaves nothing blank', () => {
    expect(keys.filter((key) => forms(catalogues[code][key]).some((text) => !text.trim()))).toEqual([])
  })
})

describe('the catalogues', () => {
  it('hold nothing that no screen says', () => {
    const said = Object.values(sources).join('\n')
    const families = /^(password\.weak|account\.outcome|people\.(state|mail|mailError)|signature\.mode|tab|status|type|delivery|attention|failure|error|role|permission|permissionGroup|settings\.group|transfer\.problem|bulk\.(done|problem)|roles\.about|audit\.(verb|subject|area|action|field)|mediaError|uploadError|reason|refusal|reply|referral|unsupported|accountNotice\.(of|fact|folder|severity|word)|deliveries\.(state|folder)|file\.choose|template\.(status|category|categoryHint|quality|reason|header|button|problem|refusal)|picker\.problem|card\.(way|problem)|interactive\.(kind|hint))\./
    const unused = Object.keys(ptBR).filter((key) => !families.test(key) && !said.includes(`'${key}'`))
    expect(unused).toEqual([])
  })

  it('offer the three languages', () => {
    expect(Object.keys(LOCALES)).toEqual(Object.keys(catalogues))
  })
})

describe('t', () => {
  it('chooses the plural by the count', () => {
    expect(t('inbox.unread', { count: 1 })).toBe('1 mensagem não lida')
    expect(t('inbox.unread', { count: 2 })).toBe('2 mensagens não lidas')
  })

  it('speaks the chosen language and marks the page with it', async () => {
    await setLocale('es')
    expect(locale()).toBe('es')
    expect(t('tab.waiting')).toBe('Sin asignar')
    expect(document.documentElement.lang).toBe('es')
  })

  it('does not read placeholders inside what is put in', () => {
    expect(t('inbox.emptySearch', { q: '{q}{name}' })).toBe('Nada encontrado para “{q}{name}”')
  })

  it('knows which run-time keys have a text', () => {
    expect(textIfKnown('attention.ai_timeout')).toBe('A IA não respondeu a tempo')
    expect(textIfKnown('attention.from_the_future')).toBeUndefined()
  })
})

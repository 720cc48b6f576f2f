import { describe, expect, it } from 'vitest'

import { LOCALES, locale, setLocale, t, textIfKnown, type Locale, type Plural, type TextKey } from '.'
import { en as enCore } from './en'
import { es as esCore } from './es'
import { enPages } from './pages/en'
import { esPages } from './pages/es'
import { ptBRPages } from './pages/pt-BR'
import { ptBR as ptBRCore } from './pt-BR'
import { enThread } from './thread/en'
import { esThread } from './thread/es'
import { ptBRThread } from './thread/pt-BR'

type Whole = Record<TextKey, string | Plural>

const ptBR: Whole = { ...ptBRCore, ...ptBRThread, ...ptBRPages }
const catalogues: Record<Locale, Whole> = { 'pt-BR': ptBR, en: { ...enCore, ...enThread, ...enPages }, es: { ...esCore, ...esThread, ...esPages } }
const sources = import.meta.glob<string>(['../**/*.{ts,vue}', '!./**/*.ts', '!../**/*.spec.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Families of which the rest is not for them, and reasons, which are shown once the conversation's part is there. */
const SPREAD = [
  '../features/inbox/filterWords.ts: sla.*',
  '../features/session/StoppedBanner.vue: reason.*',
  '../features/standing/ServiceLevelChip.vue: sla.*',
  '../format/failure.ts: reason.*',
]
/** Names what only the settings show. */
const SETTINGS = '../features/settings/pages.ts'

const STATIC = /^(?:import|export) (?!type)[^'"]*?'([@.][^']*)'/gm
/** What opens later with no texts of its own, or with the conversation's: not what `withTexts` loads a page's for. */
const LATER = /(?<!withTexts\()(?:\(\) => )import\('([^']+)'\)|import\('([^']+)'\), 'thread'\)/g

/** These files and all that they cannot be shown without; with `later`, what opens from them too. */
function reach(paths: string[], later = false): string[] {
  const found = new Set<string>()
  const visit = (path: string) => {
    if (found.has(path) || path.startsWith('../i18n/') || path === SETTINGS) return
    found.add(path)
    const code = sources[path] ?? ''
    const next = [...code.matchAll(STATIC), ...(later ? code.matchAll(LATER) : [])].map(([, one, other]) => one ?? other!)
    for (const to of next) {
      const base = to.startsWith('@/') ? `../${to.slice(2)}` : new URL(to, `file:///x/${path.slice(3)}`).pathname.replace('/x/', '../')
      const file = [base, `${base}.ts`, `${base}.vue`].find((one) => one in sources)
      if (file) visit(file)
    }
  }
  paths.forEach(visit)
  return [...found].sort()
}

/** Which of `texts` they say: by name, or by the beginning of a name that is made up at run time. */
function saidBy(paths: string[], texts: object): string[] {
  const keys = Object.keys(texts)
  return paths.flatMap((path) => {
    const code = sources[path] ?? ''
    const families = [...new Set([...code.matchAll(/[`']([a-z]\w*(?:\.\w+)*\.)(?:\$\{|')/g)].map(([, family]) => family!))]
    const made = families.filter((family) => family !== 'error.' && keys.some((key) => key.startsWith(family))).map((family) => `${family}*`)
    return [...keys.filter((key) => code.includes(`'${key}'`)), ...made].map((what) => `${path}: ${what}`)
  })
}

const forms = (entry: string | Plural) => (typeof entry === 'string' ? [entry] : Object.values(entry))
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe.each(['en', 'es'] as const)('the %s catalogue', (code) => {
  const keys = Object.keys(ptBR) as TextKey[]

  it('says everything with the same placeholders', () => {
    const shapes = (catalogue: Whole) => keys.map((key) => [key, ...forms(catalogue[key]).map(placeholders)])
    expect(shapes(catalogues[code])).toEqual(shapes(ptBR))
  })

  it('leaves nothing blank', () => {
    expect(keys.filter((key) => forms(catalogues[code][key]).some((text) => !text.trim()))).toEqual([])
  })
})

describe('the catalogues', () => {
  it('hold nothing that no screen says', () => {
    const said = Object.values(sources).join('\n')
    const families = /^(password\.weak|brand\.problem|account\.outcome|people\.(state|mail|mailError)|signature\.mode|tab|status|type|delivery|attention|failure|error|role|permission|permissionGroup|settings\.group|transfer\.problem|bulk\.(done|problem)|roles\.about|audit\.(verb|subject|area|action|field|routing|ending)|support\.(ending|refused)|canned\.broken|mediaError|uploadError|reason|refusal|reply|referral|unsupported|accountNotice\.(of|fact|folder|severity|word)|deliveries\.(state|folder)|file\.choose|template\.(status|category|categoryHint|quality|reason|header|button|problem|refusal)|picker\.problem|card\.(way|problem)|interactive\.(kind|hint)|record\.problem|consent\.(purpose|state|way)|fields\.kind|channel\.(whole|state|item|say|do|tier)|profile\.vertical|notify\.(state|undo|event|when|tone|shows|example))\.|^(sla\.(at_risk|breached)|duration\.(minutes|hours|days)|(surveys|macros)\.kind\.\w+)$/
    const unused = Object.keys(ptBR).filter((key) => !families.test(key) && !said.includes(`'${key}'`))
    expect(unused).toEqual([])
  })

  it('hold each text in one part only', () => {
    const [core, thread, pages] = [ptBRCore, ptBRThread, ptBRPages].map((part) => Object.keys(part).length)
    expect(Object.keys(ptBR)).toHaveLength(core! + thread! + pages!)
  })

  it('have what the list of conversations says at once', () => {
    const list = reach(['../main.ts', '../views/InboxView.vue', '../features/notifications/AppWorker.vue'])
    expect(saidBy(list, { ...ptBRThread, ...ptBRPages })).toEqual(SPREAD)
  })

  it('have what a conversation says, and what opens over the inbox, without those of pages', () => {
    const desk = reach(['../views/InboxView.vue'], true)
    expect(desk).toContain('../features/thread/TransferDialog.vue')
    expect(saidBy(desk, ptBRPages).filter((one) => !one.endsWith(': sla.*'))).toEqual([])
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

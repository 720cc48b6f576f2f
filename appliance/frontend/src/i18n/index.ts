/** Typed texts in three languages: `t('inbox.unread', { count: 3 })`. Portuguese is the source. */
import { ref } from 'vue'

import type { ptBRPages } from './pages/pt-BR'
import { ptBR } from './pt-BR'
import type { ptBRThread } from './thread/pt-BR'

export type Locale = 'pt-BR' | 'en' | 'es'
export type TextKey = keyof typeof ptBR | keyof typeof ptBRThread | keyof typeof ptBRPages
export type Params = Record<string, string | number>
export type Plural = { one: string; other: string }
type Texts<Source> = Record<keyof Source, string | Plural>
export type Catalogue = Texts<typeof ptBR>
export type ThreadCatalogue = Texts<typeof ptBRThread>
export type PageCatalogue = Texts<typeof ptBRPages>
/** What is loaded with the first that needs it: what is opened from the list, and the pages beside the inbox. */
type Part = 'thread' | 'pages'
type Load<Loaded> = Record<Locale, () => Promise<Loaded>>

export const LOCALES: Record<Locale, string> = { 'pt-BR': 'Português', en: 'English', es: 'Español' }

/** Of the list of conversations, and what is said everywhere. */
const loaders: Load<Catalogue> = {
  'pt-BR': () => Promise.resolve(ptBR),
  en: () => import('./en').then((module) => module.en),
  es: () => import('./es').then((module) => module.es),
}
const partLoaders: { thread: Load<ThreadCatalogue>; pages: Load<PageCatalogue> } = {
  thread: {
    'pt-BR': () => import('./thread/pt-BR').then((module) => module.ptBRThread),
    en: () => import('./thread/en').then((module) => module.enThread),
    es: () => import('./thread/es').then((module) => module.esThread),
  },
  pages: {
    'pt-BR': () => import('./pages/pt-BR').then((module) => module.ptBRPages),
    en: () => import('./pages/en').then((module) => module.enPages),
    es: () => import('./pages/es').then((module) => module.esPages),
  },
}
/** A page shows conversations and contacts too. */
const NEEDED: Record<Part, Part[]> = { thread: ['thread'], pages: ['thread', 'pages'] }

const current = ref<Locale>('pt-BR')
const catalogue = ref<Catalogue & Partial<ThreadCatalogue & PageCatalogue>>(ptBR)
/** Kept while they are fetched, so that the next view waits for them too. */
const parts = new Map<Part, Promise<void>>()
let pluralRules = new Intl.PluralRules('pt-BR')

export function locale(): Locale {
  return current.value
}

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && value in LOCALES
}

export async function setLocale(next: Locale): Promise<void> {
  catalogue.value = await catalogueOf(next)
  current.value = next
  pluralRules = new Intl.PluralRules(next)
  document.documentElement.lang = next
}

/** A view, loaded together with the texts of its part. */
export const withTexts = <View>(load: () => Promise<View>, part: Part = 'pages') => async (): Promise<View> => {
  const [view] = await Promise.all([load(), ...NEEDED[part].map(loadPart)])
  return view
}

function loadPart(part: Part): Promise<void> {
  const asked = parts.get(part) ?? fetchPart(part).catch((error: unknown) => {
    parts.delete(part)
    throw error
  })
  parts.set(part, asked)
  return asked
}

async function fetchPart(part: Part): Promise<void> {
  const wanted = current.value
  const texts = await partLoaders[part][wanted]()
  catalogue.value = { ...catalogue.value, ...texts }
  if (current.value !== wanted) await setLocale(current.value) // changed meanwhile
}

async function catalogueOf(wanted: Locale): Promise<typeof catalogue.value> {
  const [core, ...others] = await Promise.all([loaders[wanted](), ...[...parts.keys()].map((part) => partLoaders[part][wanted]())])
  return Object.assign({}, core, ...others)
}

/** `{name}` is replaced by params.name; plural texts choose by params.count. */
export function t(key: TextKey, params: Params = {}): string {
  const entry = catalogue.value[key] ?? key
  const text = typeof entry === 'string' ? entry : entry[pluralForm(Number(params['count']))]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

/** For keys made at run time (`error.` + code): the text, or undefined when nobody wrote one. */
export function textIfKnown(key: string, params: Params = {}): string | undefined {
  return key in catalogue.value ? t(key as TextKey, params) : undefined
}

function pluralForm(count: number): keyof Plural {
  return pluralRules.select(count) === 'one' ? 'one' : 'other'
}

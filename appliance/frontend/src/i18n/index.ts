/** Typed texts in three languages: `t('inbox.unread', { count: 3 })`. Portuguese is the source. */
import { ref } from 'vue'

import { ptBR } from './pt-BR'

export type Locale = 'pt-BR' | 'en' | 'es'
export type TextKey = keyof typeof ptBR
export type Params = Record<string, string | number>
export type Plural = { one: string; other: string }
export type Catalogue = Record<TextKey, string | Plural>

export const LOCALES: Record<Locale, string> = { 'pt-BR': 'Português', en: 'English', es: 'Español' }

const loaders: Record<Locale, () => Promise<Catalogue>> = {
  'pt-BR': () => Promise.resolve(ptBR),
  en: () => import('./en').then((module) => module.en),
  es: () => import('./es').then((module) => module.es),
}

const current = ref<Locale>('pt-BR')
const catalogue = ref<Catalogue>(ptBR)
let pluralRules = new Intl.PluralRules('pt-BR')

export function locale(): Locale {
  return current.value
}

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && value in LOCALES
}

export async function setLocale(next: Locale): Promise<void> {
  catalogue.value = await loaders[next]()
  current.value = next
  pluralRules = new Intl.PluralRules(next)
  document.documentElement.lang = next
}

/** `{name}` is replaced by params.name; plural texts choose by params.count. */
export function t(key: TextKey, params: Params = {}): string {
  const entry = catalogue.value[key]
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

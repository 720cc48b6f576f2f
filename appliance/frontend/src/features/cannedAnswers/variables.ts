/** What stands in a canned answer for what is only known when it is used (canned_answers/variables.py). */
import type { Conversation } from '@/api/types'
import { contactName, hasName } from '@/format/contact'
import { toWall } from '@/format/wallTime'

export const VARIABLES = ['cliente.nome', 'cliente.primeiro_nome', 'cliente.email', 'protocolo', 'atendente.nome', 'setor', 'saudacao'] as const
/** The others are fields of the client's own, by their keys. */
export type Variable = (typeof VARIABLES)[number] | `campo.${string}`

const MARK = /\{\{\s*([^{}]{1,60}?)\s*\}\}/g
const FIELD = /^campo\.[a-z0-9_]{1,40}$/
const isVariable = (name: string): name is Variable => (VARIABLES as readonly string[]).includes(name) || FIELD.test(name)

/** What each stands for; an absent one is not known. */
export type Values = Partial<Record<Variable, string>>

/** In the language of the tenant's customers. */
const GREETINGS: Record<string, [string, string, string]> = {
  'pt-BR': ['bom dia', 'boa tarde', 'boa noite'],
  en: ['good morning', 'good afternoon', 'good evening'],
  es: ['buenos días', 'buenas tardes', 'buenas noches'],
}

/** By the tenant's clock: until noon, until six, until five in the morning. */
export function greeting(now: Date, locale: string): string {
  const hour = Number(toWall(now).slice(11, 13))
  const [morning, afternoon, night] = GREETINGS[locale] ?? GREETINGS['pt-BR']!
  if (hour < 5 || hour >= 18) return night
  return hour < 12 ? morning : afternoon
}

export function valuesOf(conversation: Conversation, attendant: string, queue: string | undefined, locale: string, now: Date, noted: Values = {}): Values {
  const name = hasName(conversation.contact) && (conversation.contact.name || conversation.contact.profile_name) ? contactName(conversation.contact) : ''
  return {
    ...noted,
    ...(name ? { 'cliente.nome': name, 'cliente.primeiro_nome': name.split(/\s+/)[0] ?? name } : {}),
    ...(queue ? { setor: queue } : {}),
    protocolo: conversation.protocol,
    'atendente.nome': attendant,
    saudacao: greeting(now, locale),
  }
}

/** What is not known stays as it is, for whoever sends it to fill in. */
export function fill(content: string, values: Values): string {
  return content.replace(MARK, (whole, given: string, at: number) => {
    const name = given.toLowerCase()
    const value = isVariable(name) ? values[name] : undefined
    if (value === undefined) return whole
    return name === 'saudacao' && beginsSentence(content.slice(0, at)) ? value.charAt(0).toUpperCase() + value.slice(1) : value
  })
}

const beginsSentence = (before: string) => /(^|[.!?\n])[\s*_~]*$/.test(before)

/** Where those of ours still stand; other braces are somebody's own words. */
export function unfilledIn(text: string): { name: Variable; start: number; end: number }[] {
  return [...text.matchAll(MARK)].flatMap((match) => {
    const name = (match[1] ?? '').toLowerCase()
    return isVariable(name) ? [{ name, start: match.index, end: match.index + match[0].length }] : []
  })
}

/** Names that nobody can fill in. */
export const unknownIn = (text: string): string[] => [
  ...new Set([...text.matchAll(MARK)].map((match) => (match[1] ?? '').toLowerCase()).filter((name) => !isVariable(name))),
]

import { http } from './http'
import type { Contact, Id, Page } from './types'

export type SurveyKind = 'csat' | 'nps'

/** What customers of a queue are asked once their conversation is closed. */
export interface SurveyRule {
  id: Id
  /** null: every queue that has none of its own. */
  queue_id: Id | null
  kind: SurveyKind | 'off'
  question: string
  comment_question: string | null
  thanks: string | null
  /** Sent once the 24 hours are over; null: then nobody is asked. */
  template_id: Id | null
  every_days: number
}

export type SurveyRuleFields = Omit<SurveyRule, 'id'>

export interface Survey {
  id: Id
  conversation_id: Id
  protocol: string
  contact: Contact
  queue_id: Id | null
  user_id: Id | null
  kind: SurveyKind
  state: 'asked' | 'answered' | 'refused'
  score: number | null
  comment: string | null
  asked_at: string | null
  answered_at: string | null
}

export interface SurveySum {
  /** Of the queue or the attendant; null is none. */
  id: Id | null
  kind: SurveyKind
  asked: number
  answered: number
  average: number | null
  nps: number | null
}

/** Of `from` and `to` moments in ISO 8601. */
export interface SurveyFilter {
  from?: string
  to?: string
  answered?: 'true'
  commented?: 'true'
}

export const fetchSurveyRules = () => http.get<Page<SurveyRule>>('/survey-rules')
/** 409 `survey_exists` for a queue that asks already. */
export const createSurveyRule = (fields: SurveyRuleFields) => http.post<SurveyRule>('/survey-rules', fields)
export const changeSurveyRule = (id: Id, change: Partial<SurveyRuleFields>) => http.patch<SurveyRule>(`/survey-rules/${id}`, change)
export const deleteSurveyRule = (id: Id) => http.delete<void>(`/survey-rules/${id}`)

export const fetchSurveys = (filter: SurveyFilter, cursor: string | null) =>
  http.get<Page<Survey>>('/surveys', { query: { ...filter, cursor: cursor ?? undefined } })
export const fetchSurveySums = (filter: SurveyFilter, by: 'queue' | 'attendant') =>
  http.get<{ data: SurveySum[] }>('/surveys/results', { query: { ...filter, by } })

/** Where the browser gets all of them as CSV. */
export const surveyExportAddress = (filter: SurveyFilter) => {
  const query = new URLSearchParams(Object.entries(filter)).toString()
  return `/api/v1/surveys/export${query ? `?${query}` : ''}`
}

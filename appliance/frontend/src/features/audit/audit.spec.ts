import { describe, expect, it } from 'vitest'

import type { AuditEntry } from '@/api/audit'

import { deviceOf } from './device'
import { filterOf, readQuery } from './query'
import { actorOf, changesOf, deedOf, subjectOf, type Names } from './words'

const names: Names = {
  person: (id) => ({ 8: 'Carlos Lima', 9: 'Daniel Prado' })[id],
  queue: (id) => (id === 3 ? 'Cobrança' : undefined),
  closeReason: (id) => (id === 2 ? 'Pedido feito' : undefined),
  schedule: (id) => (id === 5 ? 'Plantão' : undefined),
  role: (key) => (key === 'gerente' ? 'Gerente' : key),
}

const of = (kind: string, id: string, name: string | null = null) => ({ kind, id, name })
const entry = (given: Partial<AuditEntry>): AuditEntry => ({
  id: 1, at: '2026-11-20T15:00:00Z', user: { id: 7, name: 'Ana Souza' }, address: null, agent: null,
  action: 'queue.changed', subject: of('queue', '3'), before: null, after: null, ...given,
})

describe('what was done', () => {
  it.each([
    ['queue.created', 'criou o setor'],
    ['conversation.transferred', 'transferiu a conversa'],
    ['user.second_factor_on', 'ativou a verificação em duas etapas de'],
    ['rocket.launched', 'rocket.launched'],
  ])('%s: %s', (action, words) => expect(deedOf(entry({ action }))).toBe(words))

  it.each([
    [{ subject: of('queue', '3', 'Cobrança') }, 'Cobrança'],
    [{ subject: of('queue', '4') }, 'nº 4'],
    [{ subject: of('queue', '4', 'Nova'), before: { name: 'Antiga' } }, 'Antiga'],
    [{ subject: of('role', 'gerente') }, 'Gerente'],
    [{ subject: of('conversation', '12', '20261121-000012') }, '20261121-000012'],
    [{ subject: of('service_level', '3') }, ''],
    [{ subject: of('channel', 'whatsapp') }, ''],
    [{ subject: of('setting', 'signature') }, 'Assinatura'],
    [{ action: 'holiday.filled_in', subject: of('holiday', '2026') }, '2026'],
    [{ action: 'canned_answer.imported', subject: of('queue', '0') }, 'todos os setores'],
    [{ action: 'canned_answer.imported', subject: of('queue', '3', 'Cobrança') }, 'Cobrança'],
  ])('%j was done to %s', (given, name) => expect(subjectOf(entry(given), names)).toBe(name))
})

it('knows the platform and the system from people', () => {
  const by = (user: AuditEntry['user']) => actorOf(entry({ user }))
  expect([by(null), by({ id: null, name: 'Plataforma' }), by({ id: 3, name: 'Ana' })]).toEqual(['O sistema', 'A plataforma', 'Ana'])
})

describe('what was different', () => {
  const changes = (before: AuditEntry['before'], after: AuditEntry['after']) => changesOf(entry({ before, after }), names)

  it('is told of notifications by the event', () => {
    expect(changes({ 'waiting.sound': false, 'sla.tone': 'bell', push_shows: 'nothing' }, { 'waiting.sound': true, 'sla.tone': 'alarm', push_shows: 'name' })).toEqual([
      { field: 'Conversa na fila: Som', before: 'não', after: 'sim' },
      { field: 'Prazo: Qual som', before: 'Sino', after: 'Alarme' },
      { field: 'O que a notificação mostra', before: 'Nada', after: 'O nome' },
    ])
  })

  it('is told field by field, in words', () => {
    expect(changes({ queue_id: null, assigned_user_id: 8, status: 'open' }, { queue_id: 3, assigned_user_id: null, status: 'waiting' })).toEqual([
      { field: 'Setor', before: 'Sem setor', after: 'Cobrança' },
      { field: 'Atendente', before: 'Carlos Lima', after: 'Sem atendente' },
      { field: 'Situação', before: 'Em atendimento', after: 'Aguardando' },
    ])
  })

  it('names the reason and the opening hours', () => {
    expect(changes({ close_reason_id: null, schedule_id: 5 }, { close_reason_id: 2, schedule_id: 6 })).toEqual([
      { field: 'Motivo do encerramento', before: 'nada', after: 'Pedido feito' },
      { field: 'Horário', before: 'Plantão', after: '6' },
    ])
  })

  it('is of a moment its day and time here', () => {
    const [change] = changes({ until: null }, { until: '2026-11-24T12:00:00Z' })
    expect(change).toMatchObject({ before: 'nada', after: '24 de nov. de 2026, 09:00' })
  })

  it('is of a holiday its date, without its id', () => {
    expect(changes(null, { id: 4, day: '2026-11-20', days: ['2026-12-25'] })).toEqual([
      { field: 'Dia', after: '20 de nov. de 2026' },
      { field: 'Dias', added: ['25 de dez. de 2026'], removed: [] },
    ])
  })

  it('is of a priority its name', () => {
    expect(changes({ priority: 0 }, { priority: 2 })).toEqual([{ field: 'Prioridade', before: 'Normal', after: 'Urgente' }])
  })

  it('says values in words too', () => {
    const said = (field: string, value: string) => changes({ [field]: null }, { [field]: value })[0]?.after
    expect([said('kind', 'csat'), said('kind', 'boolean'), said('routing', 'round_robin'), said('scope', 'optional')]).toEqual(['Satisfação (1 a 5)', 'Sim ou não', 'em rodízio', 'ponto facultativo'])
    expect(changes(null, { expires_at: '2026-11-24T12:00:00Z' })[0]?.field).toBe('Vale até')
  })

  it('is of a list what came and what went', () => {
    expect(changes({ member_ids: [8] }, { member_ids: [9, 77] })).toEqual([{ field: 'Quem trabalha lá', added: ['Daniel Prado', '77'], removed: ['Carlos Lima'] }])
    expect(changes({ permissions: ['self', 'report.read'] }, { permissions: ['self'] })).toEqual([{ field: 'Permissões', added: [], removed: ['Ver relatórios'] }])
  })

  it('is of what is new all it has, but nothing blank; what nobody has words for stays as it is', () => {
    expect(changes(null, { name: 'Zé', is_active: true, locale: null, shoe_size: { eu: 42 } })).toEqual([
      { field: 'Nome', after: 'Zé' },
      { field: 'Ativo', after: 'sim' },
      { field: 'shoe_size', after: '{"eu":42}' },
    ])
  })
})

it('an address that makes no sense asks for everything; days are the tenant’s', () => {
  expect(readQuery({ user: '-1', action: 'DROP TABLE', from: '2026-13-01', to: '' })).toEqual({})
  expect(filterOf(readQuery({ user: '8', action: 'queue', from: '2026-11-20', to: '2026-11-20' }))).toEqual({
    user_id: 8, action: 'queue', since: '2026-11-20T03:00:00.000Z', until: '2026-11-21T03:00:00.000Z',
  })
})

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', 'Chrome · Linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 Version/20.1 Mobile Safari/604.1', 'Safari · iOS'],
  ['curl/8.11.0', 'curl/8.11.0'],
])('%s is %s', (agent, words) => expect(deviceOf(agent)).toBe(words))

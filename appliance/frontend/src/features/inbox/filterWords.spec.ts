import { expect, it } from 'vitest'

import { filterWords } from './filterWords'

const names = { queue: (id: number) => (id === 3 ? 'Cobrança' : undefined), person: () => 'Carlos Lima', label: () => 'VIP' }

it('says each thing that is asked for', () => {
  const words = filterWords(
    { status: 'waiting', queue_id: 3, label: 4, assigned_user_id: 8, from: '2026-11-01', unread: true, window_closing_hours: 2, sort: 'oldest' },
    names,
  )
  expect(words.map((one) => one.text)).toEqual([
    'Aguardando', 'Setor: Cobrança', 'Etiqueta: VIP', 'Com Carlos Lima', 'Desde 01/11/2026', 'Não lidas', 'Fecha em até 2 h', 'Mais antigas primeiro',
  ])
})

it('says so when what it names was deleted', () => {
  expect(filterWords({ queue_id: 9 }, names)).toEqual([{ name: 'queue_id', text: 'Setor: (excluído)' }])
})

it('has words for nobody and for no queue', () => {
  expect(filterWords({ queue_id: 'none', assigned_user_id: 'none' }, names).map((one) => one.text)).toEqual(['Sem setor', 'Sem atendente'])
})

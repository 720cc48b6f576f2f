import { expect, it } from 'vitest'

import { makeDelivery } from '@/testing/factories'

import { reasonText } from './reason'

it.each([
  ['not JSON', 'O conteúdo não é JSON.'],
  ['not an object of whatsapp_business_account', 'O conteúdo não é um aviso do WhatsApp Business.'],
  ['no list of entries', 'Falta a lista de entradas.'],
  ['given up after 5 attempts', 'O processamento foi interrompido 5 vezes e paramos de tentar.'],
  ['item 0 (message): ValueError: message without id', '1 item não pôde ser processado.'],
  ['not our number: 9; item 1 (message): x; item 3 (status): y item 9 (z', '2 itens não puderam ser processados.'],
  ['not our number: 999', 'Veio para outro número do WhatsApp (ID 999)'],
  ['malformed: messages is no list', 'Uma parte do conteúdo não tem a forma que a Meta descreve.'],
  ['something new', 'O conteúdo não pôde ser processado.'],
  [null, 'O conteúdo não pôde ser processado.'],
])('%s', (error, words) => {
  expect(reasonText(makeDelivery({ error }))).toContain(words)
})

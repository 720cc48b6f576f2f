import { greeting, type Values } from './variables'

/** What a preview fills in. */
export const exampleValues = (attendant: string, locale: string): Values => ({
  'cliente.nome': 'Maria Lima',
  'cliente.primeiro_nome': 'Maria',
  'cliente.email': 'maria@exemplo.com.br',
  protocolo: '20261121-000042',
  'atendente.nome': attendant,
  setor: 'Financeiro',
  saudacao: greeting(new Date(), locale),
})

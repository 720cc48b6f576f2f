/** Of the pages beside the inbox. */
export const cannedAnswerPages = {
  'canned.hint': 'Textos que a equipe manda sempre: quem atende digita / e escolhe.',
  'canned.search': 'Buscar resposta pronta',
  'canned.failed': 'As respostas prontas não puderam ser carregadas',
  'canned.noneYet': 'Nenhuma resposta pronta ainda',
  'canned.emptyHint': 'Crie a primeira, ou cole várias de uma planilha.',
  'canned.noneFound': 'Nada encontrado para “{q}”.',
  'canned.more': { one: 'E mais {count}: use a busca.', other: 'E mais {count}: use a busca.' },
} as const

export const search = {
  'search.conversations': 'Conversas',
  'search.messages': 'Mensagens',
  'search.allConversations': 'Ver na lista, com filtros',
  'search.older': 'Procurar em mensagens mais antigas',
  'search.noMessages': 'Nenhuma mensagem com essas palavras.',
  'search.nothing': 'Nada com “{q}”',
  'search.nothingHint': 'Procure por nome, número, protocolo ou pelo que foi escrito. Acentos e maiúsculas não importam.',
  'search.failed': 'A busca não respondeu.',
  'search.found': 'Conversas: {conversations}. Mensagens: {messages}.',
  'search.incomplete': 'As mensagens mais antigas ainda estão sendo preparadas para a busca.',
  'search.note': 'Nota',
  'search.team': 'Equipe',
}

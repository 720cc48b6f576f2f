/** Of the pages beside the inbox. */
export const contactPages = {
  'begin.way.contact': 'Um contato',
  'begin.way.number': 'Um número',
  'begin.explained': 'A primeira mensagem é um modelo aprovado; depois que o cliente responder, pode-se escrever livremente.',
  'begin.start': 'Iniciar conversa',
  'begin.noPhone': 'Escreva o número.',
  'begin.wrongNumber': 'Este número não existe.',
} as const

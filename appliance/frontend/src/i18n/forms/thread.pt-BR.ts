/** Of what is opened from the list: loaded with the conversation. */
export const formsInThread = {
  'dialog.close': 'Fechar',
  'dialog.cancel': 'Cancelar',
  'discard.title': 'Descartar o que você escreveu?',
  'discard.text': 'O que você escreveu ou mudou aqui ainda não foi salvo.',
  'discard.keep': 'Continuar escrevendo',
  'discard.do': 'Descartar',
  'markup.label': 'Formatação',
  'markup.bold': 'Negrito',
  'markup.italic': 'Itálico',
  'markup.struck': 'Tachado',
  'markup.code': 'Código',
} as const

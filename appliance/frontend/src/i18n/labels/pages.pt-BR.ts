/** Of the pages beside the inbox. */
export const labelPages = {
  'labels.hint': 'Dizem do que trata uma conversa. Quem atende põe e tira; aqui você as cria e dá cor.',
  'labels.emptyHint': 'Crie a primeira: por exemplo, “Boleto” ou “Cliente VIP”.',
  'labels.failed': 'As etiquetas não puderam ser carregadas',
  'labels.changeOne': 'Mudar a etiqueta {name}',
  'labels.deleteOne': 'Excluir a etiqueta {name}',
} as const

/** Closing a conversation, and the reasons for it. */
export const closing = {
  'closing.reasons': 'Motivos de encerramento',
}

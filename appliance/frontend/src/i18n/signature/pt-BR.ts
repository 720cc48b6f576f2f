/** The name before what one sends. */
export const signature = {
  'signature.title': 'Assinatura',
} as const

export const signature = {
  'signature.title': 'Firma',
} as const

export const signature = {
  'signature.title': 'Signature',
} as const

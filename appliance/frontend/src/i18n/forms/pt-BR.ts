export const forms = {
  'form.used': '{count} de {limit} caracteres',
  'form.over': { one: '{count} caractere além do limite.', other: '{count} caracteres além do limite.' },
  'form.unseen': 'Há caracteres invisíveis aqui (quebra de linha, mudança de direção).',
} as const

export const forms = {
  'form.used': '{count} de {limit} caracteres',
  'form.over': { one: '{count} caractere além do limite.', other: '{count} caracteres além do limite.' },
  'form.overSearch': { one: 'Busque por até {limit} caracteres: {count} a mais.', other: 'Busque por até {limit} caracteres: {count} a mais.' },
  'form.unseen': 'Há caracteres invisíveis aqui (quebra de linha, mudança de direção).',
} as const

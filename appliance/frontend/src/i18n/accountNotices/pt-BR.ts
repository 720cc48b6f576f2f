export const accountNotices = {
  'accountNotice.title': 'Avisos da conta',
  'accountNotice.count': { one: '{count} aviso novo', other: '{count} avisos novos' },
} as const

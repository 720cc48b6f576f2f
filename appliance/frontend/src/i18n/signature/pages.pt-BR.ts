/** Of the pages beside the inbox. */
export const signaturePages = {
  'signature.hint': 'O nome de quem atende, em negrito, antes de cada texto que o cliente recebe.',
  'signature.mode': 'Na empresa toda',
  'signature.mode.off': 'Ninguém assina',
  'signature.mode.optional': 'Cada um decide',
  'signature.mode.always': 'Todos assinam',
  'signature.isOff': 'A empresa não usa assinaturas.',
  'signature.own': 'Assinar o que eu envio',
  'signature.name': 'Nome que o cliente lê',
  'signature.nameHint': 'Vazio: o seu nome.',
  'signature.example': 'Bom dia! Como posso ajudar?',
  'signature.save': 'Salvar',
  'signature.saved': 'Assinatura salva.',
} as const

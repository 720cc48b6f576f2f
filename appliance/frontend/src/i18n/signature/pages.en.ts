/** Of the pages beside the inbox. */
export const signaturePages = {
  'signature.hint': 'The attendant’s name in bold before each text the customer gets.',
  'signature.mode': 'In the whole company',
  'signature.mode.off': 'Nobody signs',
  'signature.mode.optional': 'Each decides',
  'signature.mode.always': 'Everybody signs',
  'signature.isOff': 'The company does not use signatures.',
  'signature.own': 'Sign what I send',
  'signature.name': 'Name the customer reads',
  'signature.nameHint': 'Empty: your name.',
  'signature.example': 'Good morning! How can I help?',
  'signature.save': 'Save',
  'signature.saved': 'Signature saved.',
} as const

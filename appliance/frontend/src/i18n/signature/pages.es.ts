/** Of the pages beside the inbox. */
export const signaturePages = {
  'signature.hint': 'El nombre de quien atiende, en negrita, antes de cada texto que recibe el cliente.',
  'signature.mode': 'En toda la empresa',
  'signature.mode.off': 'Nadie firma',
  'signature.mode.optional': 'Cada uno decide',
  'signature.mode.always': 'Todos firman',
  'signature.isOff': 'La empresa no usa firmas.',
  'signature.own': 'Firmar lo que envío',
  'signature.name': 'Nombre que lee el cliente',
  'signature.nameHint': 'Vacío: tu nombre.',
  'signature.example': '¡Buenos días! ¿En qué puedo ayudar?',
  'signature.save': 'Guardar',
  'signature.saved': 'Firma guardada.',
} as const

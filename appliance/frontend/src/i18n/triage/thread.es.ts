/** Of what is opened from the list: loaded with the conversation. */
export const triageInThread = {
  'triage.menu': 'Etiquetas, prioridad y aplazamiento',
  'triage.priority': 'Prioridad',
  'triage.snooze': 'Posponer',
  'triage.choose': 'Elegir día y hora…',
  'triage.when': 'Vuelve el',
  'triage.past': 'Elige un momento en el futuro.',
  'triage.bringBack': 'Traer de vuelta ahora',
  'triage.isBack': 'La conversación está de vuelta en la lista.',
  'error.invalid_snooze': 'Elige un momento en el futuro, hasta 90 días desde ahora.',
} as const

/** Of what is opened from the list: loaded with the conversation. */
export const triageInThread = {
  'triage.menu': 'Labels, priority and snooze',
  'triage.priority': 'Priority',
  'triage.snooze': 'Snooze',
  'triage.choose': 'Choose day and time…',
  'triage.when': 'Comes back at',
  'triage.past': 'Choose a moment in the future.',
  'triage.bringBack': 'Bring back now',
  'triage.isBack': 'The conversation is back in the list.',
  'error.invalid_snooze': 'Choose a moment in the future, up to 90 days from now.',
} as const

/** The forms for what is more than text, each loaded when it is first opened. */
export type DialogName = 'template' | 'interactive' | 'contacts' | 'location' | 'schedule' | 'scheduled'

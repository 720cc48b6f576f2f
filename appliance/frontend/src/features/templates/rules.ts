/** The words of Meta's templates, and what may be done with which (Meta, templates: components). */
export const BUTTON_TYPES = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE'] as const
export type ButtonType = (typeof BUTTON_TYPES)[number]

export const HEADER_KINDS = ['NONE', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'] as const
export type HeaderKind = (typeof HEADER_KINDS)[number]

export const STATUSES = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'FLAGGED', 'LOCKED', 'LIMIT_EXCEEDED', 'ARCHIVED', 'PENDING_DELETION', 'DELETED'] as const
export const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const

/** Meta takes changes of these alone. */
export const CHANGEABLE: readonly string[] = ['APPROVED', 'REJECTED', 'PAUSED']
/** Meta deletes no other. */
export const UNDELETABLE: readonly string[] = ['DISABLED', 'DELETED', 'PENDING_DELETION']

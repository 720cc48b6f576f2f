import { t } from '@/i18n'

/** `3 pessoas`; a zero would read oddly. */
export const peopleCount = (count: number): string => (count === 0 ? t('teams.noPeople') : t('teams.people', { count }))

import type { ConsentPurpose } from '@/api/contactFields'
import { t } from '@/i18n'

/** Those that come with the tenant have their names in each language. */
export const purposeName = ({ key, name }: Pick<ConsentPurpose, 'key' | 'name'>): string => (key ? t(`consent.purpose.${key}`) : name)

/** What Meta takes as a business profile (business-profiles). */
import { t } from '@/i18n'

export const LIMITS = { about: 139, address: 256, description: 512, email: 128, website: 256 }
export const VERTICALS = [
  'OTHER', 'AUTO', 'BEAUTY', 'APPAREL', 'EDU', 'ENTERTAIN', 'EVENT_PLAN', 'FINANCE', 'GROCERY', 'GOVT', 'HOTEL', 'HEALTH', 'NONPROFIT', 'PROF_SERVICES',
  'RETAIL', 'TRAVEL', 'RESTAURANT', 'ALCOHOL', 'ONLINE_GAMBLING', 'PHYSICAL_GAMBLING', 'OTC_DRUGS',
] as const

interface Fields {
  about: string
  email: string
  website: string
  website2: string
}
type Problems = Partial<Record<'about' | 'email' | 'website' | 'website2', string>>

/** What is wrong, by field. */
export function problemsOf({ about, email, website, website2 }: Fields): Problems {
  const found: Problems = {}
  if (!about.trim()) found.about = t('profile.needAbout')
  if (email.trim() && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim())) found.email = t('profile.wrongEmail')
  const isWrong = (url: string) => url.trim() !== '' && !/^https?:\/\/[^\s/]+\.\S+$/.test(url.trim())
  if (isWrong(website)) found.website = t('profile.wrongWebsite')
  if (isWrong(website2)) found.website2 = t('profile.wrongWebsite')
  return found
}

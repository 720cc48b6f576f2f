import type { Device } from '@/api/account'
import { t } from '@/i18n'

/** `Chrome em Windows`, or what of it is known. */
export function deviceName({ browser, system }: Device): string {
  if (browser && system) return t('account.device', { browser, system })
  return browser ?? system ?? t('account.unknownDevice')
}

import { t } from '@/i18n'

/** As many characters as the server looks for. */
const MOST = 100

/** Why this cannot be looked for; '' when it can. What is typed stays as it is: a shorter one is never looked for instead. */
export function searchProblem(typed: string): string {
  const excess = [...typed.trim()].length - MOST
  return excess > 0 ? t('form.overSearch', { count: excess, limit: MOST }) : ''
}

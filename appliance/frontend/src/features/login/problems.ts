/** What is wrong with what one signs in with, before anybody is asked; '' when nothing is. */
import type { TextKey } from '@/i18n'

/** As the server takes them (appliance/accounts/schemas.py). */
const LONGEST_EMAIL = 254
const LONGEST_PASSWORD = 1024

export function emailProblem(email: string): TextKey | '' {
  const typed = email.trim()
  if (!typed) return 'login.needEmail'
  return typed.length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@]+$/.test(typed) ? 'login.wrongEmail' : ''
}

export function passwordProblem(password: string): TextKey | '' {
  if (!password) return 'login.needPassword'
  return password.length > LONGEST_PASSWORD ? 'login.longPassword' : ''
}

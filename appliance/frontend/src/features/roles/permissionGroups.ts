/** The permissions, in groups by what they are about. One that has no words here is named as the server names it. */
import type { Permission } from '@/api/permissions'
import { textIfKnown } from '@/i18n'

export const GROUPS = ['work', 'contacts', 'team', 'supervision', 'system'] as const
export type Group = (typeof GROUPS)[number]

const OF_SUBJECT: Record<string, Group> = {
  conversation: 'work', message: 'work', template: 'work', label: 'work', canned: 'work', view: 'work', close_reason: 'work', hours: 'work', automation: 'work',
  contact: 'contacts', contact_field: 'contacts',
  user: 'team', queue: 'team', role: 'team', brand: 'team',
  report: 'supervision', board: 'supervision', audit: 'supervision',
}

export function inGroups(permissions: Permission[]): { group: Group; permissions: Permission[] }[] {
  const groupOf = (one: Permission) => OF_SUBJECT[one.split('.')[0] ?? ''] ?? 'system'
  return GROUPS.map((group) => ({ group, permissions: permissions.filter((one) => groupOf(one) === group) })).filter((one) => one.permissions.length > 0)
}

export const permissionWords = (permission: string) => textIfKnown(`permission.${permission}`) ?? permission

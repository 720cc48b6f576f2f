import type { TextKey } from '@/i18n'

/** What may be permitted: what has words in i18n/permissions. Views and buttons name one, never a role. */
export type Permission = PermissionOf<TextKey>
type PermissionOf<Key> = Key extends `permission.${infer Name}` ? Name : never

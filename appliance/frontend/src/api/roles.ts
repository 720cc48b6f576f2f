import { http } from './http'
import type { Permission } from './permissions'
import type { Page } from './types'

/** What a group of people may. */
export interface Role {
  key: string
  /** Null for those that every tenant has: they are named in the reader's language. */
  name: string | null
  permissions: Permission[]
  is_builtin: boolean
  /** False: people come to it in another way. */
  is_assignable?: boolean
  requires_two_factor: boolean
}

export type RoleFields = Pick<Role, 'permissions' | 'requires_two_factor'> & { name: string }

/** `permissions`: all there are. */
export const fetchRoles = () => http.get<Page<Role> & { permissions: Permission[] }>('/roles')

/** 403 `beyond_own` for what one does not hold oneself. */
export const createRole = (role: RoleFields) => http.post<Role>('/roles', role)

/** 409 `fixed_role` for the name of one that came with the tenant, and for what `admin` may. */
export const changeRole = (key: string, change: Partial<RoleFields>) => http.patch<Role>(`/roles/${key}`, change)

/** 409 `role_in_use` while anybody has it. */
export const deleteRole = (key: string) => http.delete<void>(`/roles/${key}`)

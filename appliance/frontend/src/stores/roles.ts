/** The roles: those that every tenant has, then the client's own. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import type { Permission } from '@/api/permissions'
import * as api from '@/api/roles'
import type { Role, RoleFields } from '@/api/roles'
import { textIfKnown } from '@/i18n'

export const useRoles = defineStore('roles', () => {
  const all = shallowRef<Role[]>([])
  /** Those that somebody can be given. */
  const assignable = computed(() => all.value.filter((one) => one.is_assignable !== false))
  /** Every permission there is. */
  const permissions = shallowRef<Permission[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      const answer = await api.fetchRoles()
      all.value = answer.data
      permissions.value = answer.permissions.filter((one) => (one as string) !== 'self')
      state.value = 'ready'
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  async function create(fields: RoleFields): Promise<void> {
    all.value = [...all.value, await api.createRole(fields)]
  }

  async function change(key: string, change: Partial<RoleFields>): Promise<void> {
    const changed = await api.changeRole(key, change)
    all.value = all.value.map((one) => (one.key === key ? changed : one))
  }

  async function remove(key: string): Promise<void> {
    await api.deleteRole(key)
    all.value = all.value.filter((one) => one.key !== key)
  }

  /** What to call it; its key while nothing else is known. */
  const nameOf = (key: string) => all.value.find((one) => one.key === key)?.name ?? textIfKnown(`role.${key}`) ?? key

  function clear(): void {
    all.value = []
    permissions.value = []
    state.value = 'loading'
  }

  return { all, assignable, permissions, state, load, create, change, remove, nameOf, clear }
})

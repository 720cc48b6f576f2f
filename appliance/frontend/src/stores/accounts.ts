/** The people of the company and their ways in, for those who manage them. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import * as api from '@/api/accounts'
import type { Account, AccountChange, NewAccount } from '@/api/accounts'
import type { Id } from '@/api/types'
import { locale } from '@/i18n'

export const useAccounts = defineStore('accounts', () => {
  const all = shallowRef<Account[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')

  /** Throws when a list that is on screen could not be renewed. */
  async function load(): Promise<void> {
    try {
      all.value = (await api.fetchAccounts()).data
      state.value = 'ready'
    } catch (error) {
      if (state.value === 'ready') throw error
      state.value = 'failed'
    }
  }

  async function invite(account: NewAccount): Promise<Account> {
    return keep(await api.invite(account))
  }

  async function inviteAgain(id: Id): Promise<Account> {
    return keep(await api.inviteAgain(id))
  }

  async function revokeInvitation(id: Id): Promise<void> {
    await api.revokeInvitation(id)
    all.value = all.value.filter((one) => one.id !== id)
  }

  async function change(id: Id, change: AccountChange): Promise<Account> {
    await api.changeAccount(id, change)
    return refresh(id)
  }

  async function resetSecondFactor(id: Id): Promise<void> {
    await api.resetSecondFactorOf(id)
    await refresh(id)
  }

  const refresh = async (id: Id) => keep(await api.fetchAccount(id))

  function keep(account: Account): Account {
    all.value = [...all.value.filter((one) => one.id !== account.id), account].sort((a, b) => a.name.localeCompare(b.name, locale()))
    return account
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, state, load, invite, inviteAgain, revokeInvitation, change, resetSecondFactor, clear }
})

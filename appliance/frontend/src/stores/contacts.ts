/** The contacts that were looked at, with all that is known of them. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/contacts'
import type { WholeContact } from '@/api/contacts'
import type { Id } from '@/api/types'

export const useContacts = defineStore('contacts', () => {
  const byId = ref(new Map<Id, WholeContact>())

  function keep(contact: WholeContact): WholeContact {
    byId.value.set(contact.id, contact)
    return contact
  }

  const find = (id: Id) => byId.value.get(id)

  const load = async (id: Id) => keep(await api.fetchContact(id))
  const rename = async (id: Id, name: string | null) => keep(await api.renameContact(id, name))

  async function merge(id: Id, otherId: Id): Promise<void> {
    keep((await api.mergeContacts(id, otherId)).contact)
    byId.value.delete(otherId)
  }

  async function undo(mergeId: Id): Promise<void> {
    const { contact, merge } = await api.undoMerge(mergeId)
    keep(contact)
    byId.value.delete(merge.merged.id)
  }

  const clear = () => byId.value.clear()

  return { find, load, rename, merge, undo, clear }
})

/** What is noted down of the contacts that were looked at. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '@/api/contactRecords'
import type { ContactDetails } from '@/api/contactRecords'
import type { Id } from '@/api/types'

export const useContactDetails = defineStore('contactDetails', () => {
  const byId = ref(new Map<Id, ContactDetails>())

  /** How often somebody changed a contact since this page was opened. */
  const changes = ref(new Map<Id, number>())

  const find = (id: Id) => byId.value.get(id)
  const changesOf = (id: Id) => changes.value.get(id) ?? 0

  async function load(id: Id): Promise<void> {
    byId.value.set(id, await api.fetchDetails(id))
  }

  async function change(id: Id, fields: Parameters<typeof api.changeDetails>[1]): Promise<void> {
    byId.value.set(id, await api.changeDetails(id, fields))
  }

  async function fillIn(id: Id, fieldId: Id, value: string | null): Promise<void> {
    byId.value.set(id, await api.fillIn(id, fieldId, value))
  }

  /** As variables of a text: {{campo.key}}, {{cliente.email}}. */
  function textsOf(id: Id): Record<string, string> {
    const details = find(id)
    const fields = (details?.values ?? []).map(({ key, text }) => [`campo.${key}`, text])
    return { ...Object.fromEntries(fields), ...(details?.email ? { 'cliente.email': details.email } : {}) }
  }

  /** Somebody, perhaps oneself, changed it: whoever shows something of it asks again; what is not `isShown` is asked for when it is. */
  function heard(id: Id, isShown = true): void {
    changes.value.set(id, changesOf(id) + 1)
    if (!isShown) byId.value.delete(id)
    else if (byId.value.has(id)) load(id).catch(() => undefined) // as it was until then
  }

  function clear(): void {
    byId.value.clear()
    changes.value.clear()
  }

  return { find, changesOf, load, change, fillIn, textsOf, heard, clear }
})

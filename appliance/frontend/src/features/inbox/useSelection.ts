/** Several conversations chosen in the list; null while nobody chooses. */
import { computed, ref, watch } from 'vue'

import type { Id } from '@/api/types'
import { useConversationList } from '@/stores/conversationList'

export function useSelection() {
  const list = useConversationList()
  const chosen = ref<Set<Id> | null>(null)

  const isOn = computed(() => chosen.value !== null)
  const ids = computed(() => list.items.map((one) => one.id).filter((id) => chosen.value?.has(id)))
  const areAllChosen = computed(() => list.items.length > 0 && ids.value.length === list.items.length)

  const begin = () => (chosen.value = new Set())
  const end = () => (chosen.value = null)

  function toggle(id: Id): void {
    if (!chosen.value?.delete(id)) chosen.value?.add(id)
  }

  /** Of what is loaded: nobody means conversations they have not seen. */
  function toggleAll(): void {
    chosen.value = new Set(areAllChosen.value ? [] : list.items.map((one) => one.id))
  }

  const has = (id: Id) => chosen.value?.has(id) === true

  // another list: what was chosen is out of sight
  watch(() => [list.tab, list.search, list.filter], end)

  return { isOn, ids, areAllChosen, begin, end, toggle, toggleAll, has }
}

export type Selection = ReturnType<typeof useSelection>

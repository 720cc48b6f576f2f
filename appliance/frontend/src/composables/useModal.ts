/** The modal dialogs of the page: all that is outside the topmost is inert, in whatever layer it is. */
import { computed, onBeforeUnmount, onMounted, shallowReactive, type ShallowRef } from 'vue'

const opened = shallowReactive(new Set<HTMLDialogElement>())

export const topmostModal = computed(() => [...opened].at(-1))

/** Opened as long as its component is there. */
export function useModal(dialog: Readonly<ShallowRef<HTMLDialogElement | null>>): void {
  onMounted(() => {
    dialog.value?.showModal()
    if (dialog.value) opened.add(dialog.value)
  })
  onBeforeUnmount(() => dialog.value && opened.delete(dialog.value))
}

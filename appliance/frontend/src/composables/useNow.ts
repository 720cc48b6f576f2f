/** The present time, fresh enough for ages and countdowns; one timer for the whole page. */
import { readonly, ref } from 'vue'

const now = ref(Date.now())
setInterval(() => (now.value = Date.now()), 15_000)

export const useNow = () => readonly(now)

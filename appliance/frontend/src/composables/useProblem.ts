import { ref, watch, type Ref, type WatchSource } from 'vue'

/** What a form says is wrong, '' for nothing. It was said of what the sources held then: it goes once they hold another. */
export function useProblem(...of: WatchSource[]): Ref<string> {
  const problem = ref('')
  watch(of, () => (problem.value = ''), { flush: 'sync' })
  return problem
}

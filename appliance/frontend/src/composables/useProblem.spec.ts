import { expect, it } from 'vitest'
import { ref } from 'vue'

import { useProblem } from './useProblem'

it('a problem goes once what it was said of is another', () => {
  const [day, name] = [ref(''), ref('')]
  const problem = useProblem(day, name)
  problem.value = 'Dê um nome.'
  expect(problem.value).toBe('Dê um nome.')
  name.value = 'P'
  expect(problem.value).toBe('')
})

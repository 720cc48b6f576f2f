import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'

import { FakeServer } from '@/testing/fakeServer'
import { mountInApp } from '@/testing/mountInApp'

import ImportDialog from './ImportDialog.vue'

const LINES = 'atalho;título;texto\n\noi;Olá;Bom dia\nOI;Olá;Boa tarde'

it('names the lines that were pasted; what was said goes once the text is another', async () => {
  const problems = [{ row: 4, field: 'shortcut', message: 'O mesmo atalho da linha 3.' }]
  const server = new FakeServer().refuse('POST /canned-answers/import', 422, 'invalid_rows', { problems }, 'Uma linha com problema.')
  await mountInApp(ImportDialog)
  const field = document.querySelector('textarea')!
  const type = async (text: string) => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const note = () => document.querySelector('#import-note')!.textContent

  await type(LINES)
  document.querySelector('form')!.dispatchEvent(new Event('submit'))
  await flushPromises()
  expect(server.sent('POST /canned-answers/import')[0]?.body).toMatchObject({ rows: [{ line: 3 }, { line: 4 }] })
  expect(note()).toContain('Linha 4: O mesmo atalho da linha 3.')

  await type(`${LINES}!`)
  expect(note()).toBe('2 respostas para importar')
  await type('oi;Olá;"Bom dia\nx;y;')
  expect(note()).toContain('na linha 2')
  expect(note()).toContain('Na linha 1 há aspas que abrem e não fecham')
})

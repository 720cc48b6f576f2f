import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Template } from '@/api/templates'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp, signIn } from '@/testing/mountInApp'
import { makeTemplate, makeTemplateRules } from '@/testing/templates'

import { draftOf, emptyDraft } from './draft'
import TemplateForm from './TemplateForm.vue'

let server: FakeServer
beforeEach(() => {
  signIn({ role: 'gerente' })
  server = new FakeServer().on('GET /templates/limits', () => ({ body: makeTemplateRules() }))
})

async function show(existing: Template | null = null) {
  const initial = existing ? draftOf(existing)! : emptyDraft('pt_BR')
  const { wrapper } = await mountInApp(TemplateForm, { props: { initial, existing } })
  await flushPromises()
  return wrapper
}
type Form = Awaited<ReturnType<typeof show>>
const field = (form: Form, label: string) => {
  const id = form.findAll('label').find((one) => one.text() === label)?.attributes('for')
  return form.get(`[id="${id}"]`)
}
async function submit(form: Form) {
  await form.get('form').trigger('submit')
  await flushPromises()
}

describe('the form of a template', () => {
  it('asks Meta nothing while something is wrong, and says what at its field', async () => {
    const form = await show()
    expect(form.find('[aria-invalid=true]').exists()).toBe(false)
    await submit(form)
    expect(form.text()).toContain('Dê um nome ao modelo.')
    expect(form.text()).toContain('Falta corrigir 2 campos.')
    expect(document.activeElement).toBe(field(form, 'Nome').element)
    expect(server.sent('POST /templates')).toHaveLength(0)
  })

  it('makes a template of what is typed, with variables put in by the button', async () => {
    server.on('POST /templates', ({ body }) => ({ status: 201, body: makeTemplate(body as Template) }))
    const form = await show()
    await field(form, 'Nome').setValue('Pedido Pronto!')
    await field(form, 'Texto da mensagem').setValue('Olá, ')
    const area = field(form, 'Texto da mensagem').element as HTMLTextAreaElement
    area.setSelectionRange(5, 5)
    await form.findAll('button').find((one) => one.text() === 'Variável')!.trigger('click')
    await field(form, 'Texto da mensagem').setValue(`${area.value}! Seu pedido chegou.`)
    await field(form, 'Exemplo para {{1}}').setValue('Ana')
    expect(form.get('figure').text()).toContain('Olá, Ana! Seu pedido chegou.')
    await field(form, 'Nome').trigger('focusout')
    await submit(form)
    expect(server.sent('POST /templates')[0]?.body).toEqual({
      name: 'pedido_pronto',
      language: 'pt_BR',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      components: [{ type: 'BODY', text: 'Olá, {{1}}! Seu pedido chegou.', example: { body_text: [['Ana']] } }],
    })
    expect(form.emitted('saved')).toHaveLength(1)
  })

  it('puts the server’s objection at its field until it is changed', async () => {
    server.refuse('POST /templates', 409, 'name_blocked', {}, 'A Meta só libera o nome depois de 30 dias.')
    const form = await show()
    await field(form, 'Nome').setValue('aviso')
    await field(form, 'Texto da mensagem').setValue('Chegou.')
    await submit(form)
    expect(field(form, 'Nome').attributes('aria-invalid')).toBe('true')
    expect(form.text()).toContain('depois de 30 dias')
    await field(form, 'Nome').setValue('aviso_2')
    await flushPromises()
    expect(form.text()).not.toContain('depois de 30 dias')
  })

  it('changes an approved one without its name and category', async () => {
    const template = makeTemplate({ id: 4 })
    server.on('PATCH /templates/4', () => ({ body: template }))
    const form = await show(template)
    expect(field(form, 'Nome').attributes('disabled')).toBeDefined()
    expect(form.text()).toContain('passa por nova análise')
    await submit(form)
    expect(server.sent('PATCH /templates/4')[0]?.body).toEqual({ components: template.components })
  })
})

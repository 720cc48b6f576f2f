import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, type PropType, type Ref } from 'vue'

import { ApiError } from '@/api/http'
import { useSession } from '@/stores/session'
import { mountInApp, signIn } from '@/testing/mountInApp'

import FormDialog from './FormDialog.vue'
import FormField from './FormField.vue'
import FormText from './FormText.vue'
import LeaveGuard from './LeaveGuard.vue'
import ModalDialog from './ModalDialog.vue'

async function show(save: () => Promise<false | void>, more: { cannot?: boolean; isReadOnly?: boolean } = {}) {
  const { wrapper } = await mountInApp(FormDialog, { props: { title: 'Setor', save, ...more }, slots: { default: '<input value="Vendas" />' } })
  return wrapper
}

describe('a dialog to fill in', () => {
  it('closes once it is saved', async () => {
    const dialog = await show(() => Promise.resolve())
    await dialog.get('form').trigger('submit')
    await flushPromises()
    expect(dialog.emitted('close')).toHaveLength(1)
  })

  it('stays as it is when a field is wrong', async () => {
    const dialog = await show(() => Promise.resolve(false))
    await dialog.get('form').trigger('submit')
    await flushPromises()
    expect(dialog.emitted('close')).toBeUndefined()
    expect(dialog.find('[role="alert"]').exists()).toBe(false)
  })

  it('says why it was refused, keeps what was typed, and can be sent again', async () => {
    const save = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new ApiError('forbidden', 'Não pode.', 403)).mockResolvedValueOnce()
    const dialog = await show(save)
    await dialog.get('form').trigger('submit')
    await flushPromises()
    expect(dialog.get('[role="alert"]').text()).not.toBe('')
    expect(dialog.get<HTMLInputElement>('input').element.value).toBe('Vendas')
    await dialog.get('form').trigger('submit')
    await flushPromises()
    expect(dialog.emitted('close')).toHaveLength(1)
  })

  it('is sent once, however often one clicks', async () => {
    const save = vi.fn(() => new Promise<void>(() => undefined))
    const dialog = await show(save)
    await dialog.get('form').trigger('submit')
    await dialog.get('form').trigger('submit')
    expect(save).toHaveBeenCalledTimes(1)
  })

  it.each([{ cannot: true }, { isReadOnly: true }])('is not sent while it is %o', async (more) => {
    const save = vi.fn(() => Promise.resolve())
    await (await show(save, more)).get('form').trigger('submit')
    expect(save).not.toHaveBeenCalled()
  })
})

describe('a field that holds more than it may', () => {
  const Form = defineComponent({
    props: { save: { type: Function as PropType<() => Promise<void>>, required: true } },
    setup(props) {
      const [name, text] = [ref('Vendas'), ref('Olá')]
      const model = (typed: Ref<string>) => ({ modelValue: typed.value, 'onUpdate:modelValue': (value: string) => (typed.value = value) })
      const fields = () => [
        h(FormField, { ...model(name), label: 'Nome', limit: 6 }),
        h(FormText, { ...model(text), label: 'Texto', limit: 3, refusesUnseen: true }),
      ]
      return () => h(FormDialog, { title: 'Setor', save: props.save }, fields)
    },
  })

  it.each([
    ['input', 'Vendas!', '1 caractere além do limite.'],
    ['textarea', '👋 oi!', '2 caracteres além do limite.'],
    ['textarea', 'a\u202e', 'Há caracteres invisíveis aqui (quebra de linha, mudança de direção).'],
  ])('keeps it, says so and is not sent: %s %j', async (field, typed, said) => {
    const save = vi.fn(() => Promise.resolve())
    const { wrapper } = await mountInApp(Form, { props: { save } })
    const element = wrapper.get<HTMLInputElement>(field)
    await element.setValue(typed)
    await wrapper.get('form').trigger('submit')
    expect(save).not.toHaveBeenCalled()
    expect(element.element.value).toBe(typed)
    expect(document.activeElement).toBe(element.element)
    expect(wrapper.get(`#${element.attributes('aria-describedby')}`).text()).toBe(said)
    await element.setValue('Olá')
    await wrapper.get('form').trigger('submit')
    expect(save).toHaveBeenCalledTimes(1)
  })
})

describe('what was written in a dialog', () => {
  beforeEach(() => signIn())

  const FORM = '<form><input /><textarea></textarea><input type="search" /><button type="button" role="switch" aria-checked="false">x</button></form>'

  async function open(slot = FORM) {
    const { wrapper, router } = await mountInApp(ModalDialog, { props: { title: 'Setor', holdsPage: true }, slots: { default: slot } }, '/settings/queues')
    await flushPromises()
    const escape = () => wrapper.get('dialog').trigger('keydown', { key: 'Escape' })
    const button = (name: string) => wrapper.findAll('button').find((one) => one.text() === name)
    const question = () => wrapper.findAll('h2').some((one) => one.text() === 'Descartar o que você escreveu?')
    return { wrapper, router, escape, button, question }
  }

  it('is asked about before Escape closes it, and the focus stays with it', async () => {
    const { wrapper, escape, button, question } = await open()
    await wrapper.get('textarea').setValue('Bom dia')
    wrapper.get<HTMLElement>('textarea').element.focus()
    await escape()
    expect(question()).toBe(true)
    await button('Continuar escrevendo')?.trigger('click')
    await flushPromises()
    expect(question()).toBe(false)
    expect(wrapper.emitted('close')).toBeUndefined()
    expect(document.activeElement).toBe(wrapper.get('textarea').element)
    await escape()
    await button('Descartar')?.trigger('click')
    await flushPromises()
    expect(wrapper.emitted('close')).toHaveLength(1)
  })

  it('is asked about when one presses beside the dialog, or its cross', async () => {
    const { wrapper, button, question } = await open()
    await wrapper.get('input').setValue('Vendas')
    await wrapper.get('dialog').trigger('pointerdown')
    await wrapper.get('dialog').trigger('click')
    expect(question()).toBe(true)
    await button('Continuar escrevendo')?.trigger('click')
    await flushPromises()
    await wrapper.get('[aria-label="Fechar"]').trigger('click')
    expect(question()).toBe(true)
    expect(wrapper.emitted('close')).toBeUndefined()
  })

  it.each(['Vendas', ''])('is not asked about when it is as it was, %j', async (text) => {
    const { wrapper, escape, question } = await open(`<form><input value="${text}" /></form>`)
    await wrapper.get('input').setValue('Suporte')
    await wrapper.get('input').setValue(text)
    await wrapper.get('[aria-label="Fechar"]').trigger('click')
    await escape()
    expect(question()).toBe(false)
    expect(wrapper.emitted('close')).toHaveLength(1)
  })

  it('is not what one only looked for', async () => {
    const { wrapper, question } = await open()
    await wrapper.get('input[type=search]').setValue('Vendas')
    await wrapper.get('[aria-label="Fechar"]').trigger('click')
    expect(question()).toBe(false)
  })

  it('is held before the page and the tab', async () => {
    const { wrapper, router, button, question } = await open()
    const tab = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
    expect(tab()).toBe(false)
    await wrapper.get('input').setValue('Vendas')
    expect(tab()).toBe(true)
    const going = router.push('/inbox')
    await flushPromises()
    expect(question()).toBe(true)
    await button('Continuar escrevendo')?.trigger('click')
    await going
    expect(router.currentRoute.value.path).toBe('/settings/queues')
  })
})

describe('what was written on a page', () => {
  async function leave(isUnsaved: boolean) {
    const { wrapper, router } = await mountInApp(LeaveGuard, { props: { isUnsaved } }, '/settings/brand')
    const going = router.push('/inbox')
    await flushPromises()
    const press = async (name: string) => {
      await wrapper.findAll('button').find((one) => one.text() === name)?.trigger('click')
      await going
      return router.currentRoute.value.path
    }
    return { wrapper, router, press }
  }

  it('is given up only by who says so', async () => {
    signIn()
    expect(await (await leave(true)).press('Continuar escrevendo')).toBe('/settings/brand')
    expect(await (await leave(true)).press('Descartar')).toBe('/inbox')
  })

  it('is not asked about where nothing was, nor when one was signed out', async () => {
    signIn()
    expect((await leave(false)).router.currentRoute.value.path).toBe('/inbox')
    useSession().session = null
    expect((await leave(true)).router.currentRoute.value.path).toBe('/inbox')
  })
})

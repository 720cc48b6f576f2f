import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'

import { useNotices } from '@/stores/notices'

import ModalDialog from './ModalDialog.vue'
import NoticeStack from './NoticeStack.vue'

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
})

const open = (title: string) => mount(ModalDialog, { props: { title }, attachTo: document.body })
const dialogOfNotice = () => document.querySelector('[role=status]')?.closest('dialog') ?? null

describe('the notices', () => {
  it('are in the topmost dialog, and survive it', async () => {
    mount(NoticeStack)
    useNotices().succeed('Salvo.')
    await nextTick()
    expect([document.body.textContent, dialogOfNotice()]).toEqual([expect.stringContaining('Salvo.'), null])
    const [lower, upper] = [open('Um'), open('Outro')]
    await nextTick()
    expect(dialogOfNotice()).toBe(upper.element)
    upper.unmount()
    await nextTick()
    expect(dialogOfNotice()).toBe(lower.element)
    lower.unmount()
    await nextTick()
    expect([document.body.textContent, dialogOfNotice()]).toEqual([expect.stringContaining('Salvo.'), null])
  })

  it('are dismissed without closing the dialog they are in', async () => {
    mount(NoticeStack)
    const dialog = open('Um')
    useNotices().succeed('Salvo.')
    await nextTick()
    dialogOfNotice()!.querySelector<HTMLElement>('[role=status] button')!.click()
    await nextTick()
    expect(useNotices().notices).toEqual([])
    expect([dialog.emitted('close'), (dialog.element as HTMLDialogElement).open]).toEqual([undefined, true])
    dialog.unmount()
  })

  it('cover nothing of a dialog: there they have a row of their own', async () => {
    mount(NoticeStack)
    useNotices().succeed('Salvo.')
    await nextTick()
    const stack = () => document.querySelector('[role=status]')!.closest('.pointer-events-none')!.classList
    expect(stack().contains('fixed')).toBe(true)
    const dialog = open('Um')
    await nextTick()
    expect([stack().contains('fixed'), stack().contains('order-first')]).toEqual([false, true])
    dialog.unmount()
    await nextTick()
    expect(stack().contains('fixed')).toBe(true)
  })
})

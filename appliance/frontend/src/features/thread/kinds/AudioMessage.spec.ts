import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { cameBack } from '@/composables/useRecovery'
import { makeMessage } from '@/testing/factories'
import { mountInApp, signIn } from '@/testing/mountInApp'

import AudioMessage from './AudioMessage.vue'
import { mediaOf } from './media'

/** Browsers play, the test's does not: as much of it as the player needs. */
function giveSound(audio: HTMLAudioElement, duration = 63): void {
  let isPaused = true
  Object.defineProperty(audio, 'paused', { configurable: true, get: () => isPaused })
  Object.defineProperty(audio, 'duration', { configurable: true, get: () => duration })
  const become = (paused: boolean) => {
    isPaused = paused
    audio.dispatchEvent(new Event(paused ? 'pause' : 'play'))
  }
  audio.play = () => Promise.resolve(become(false))
  audio.pause = () => isPaused || become(true)
  audio.dispatchEvent(new Event('durationchange'))
}

beforeEach(() => signIn())

async function show(more: object = {}, duration?: number) {
  const message = makeMessage({
    message_type: 'audio',
    metadata: { media: { id: 3, state: 'stored', url: '/api/v1/media/3', voice: true, mime_type: 'audio/ogg; codecs=opus', ...more } },
  })
  const { wrapper } = await mountInApp(AudioMessage, { props: { message, media: mediaOf(message)! } })
  const audio = wrapper.get('audio').element as HTMLAudioElement
  giveSound(audio, duration)
  await flushPromises()
  return { wrapper, audio }
}

describe('the player', () => {
  it('loads nothing before somebody could see it', async () => {
    expect((await show()).audio.preload).toBe('none')
  })

  it('plays and pauses, saying so', async () => {
    const { wrapper, audio } = await show()
    expect(wrapper.attributes('aria-label')).toBe('Mensagem de voz')
    const button = wrapper.get('button')
    expect(button.attributes('aria-label')).toBe('Tocar')
    await button.trigger('click')
    expect(audio.paused).toBe(false)
    expect(button.attributes('aria-label')).toBe('Pausar')
    await button.trigger('click')
    expect(audio.paused).toBe(true)
  })

  it('seeks by slider and by arrow keys', async () => {
    const { wrapper, audio } = await show()
    const slider = wrapper.get('input')
    expect(slider.attributes()).toMatchObject({ 'aria-label': 'Posição no áudio', 'aria-valuetext': '0:00 de 1:03', max: '63' })
    await slider.setValue('30')
    expect(audio.currentTime).toBe(30)
    expect(slider.attributes('aria-valuetext')).toBe('0:30 de 1:03')
    await slider.trigger('keydown.right')
    expect(audio.currentTime).toBe(35)
    await slider.trigger('keydown.left')
    expect(audio.currentTime).toBe(25)
  })

  it('cannot seek in what has no known length', async () => {
    const { wrapper } = await show({}, Infinity)
    expect(wrapper.get('input').attributes('disabled')).toBeDefined()
    expect(wrapper.text()).toContain('–:––')
  })

  it('plays one at a time', async () => {
    const one = await show()
    const other = await show()
    await one.wrapper.get('button').trigger('click')
    await other.wrapper.get('button').trigger('click')
    expect([one.audio.paused, other.audio.paused]).toEqual([true, false])
    other.wrapper.unmount()
    expect(other.audio.paused).toBe(true)
  })

  it('has one speed for all of them', async () => {
    const one = await show()
    const other = await show()
    const speed = () => one.wrapper.findAll('button')[1]!
    expect(speed().attributes('aria-label')).toBe('Velocidade 1×')
    await speed().trigger('click')
    expect(speed().attributes('aria-label')).toBe('Velocidade 1,5×')
    await other.wrapper.get('button').trigger('click')
    expect(other.audio.playbackRate).toBe(1.5)
    await speed().trigger('click')
    expect(one.audio.playbackRate).toBe(2)
    await speed().trigger('click')
  })

  it('offers the file where the browser cannot play it', async () => {
    const { wrapper } = await show({ mime_type: 'audio/amr' })
    await wrapper.get('audio').trigger('error')
    expect(wrapper.text()).toContain('Não foi possível mostrar o arquivo')
    expect(wrapper.get('a[download]').attributes('download')).toMatch(/\.amr$/)
  })

  it('is tried again once the connection is back', async () => {
    const { wrapper } = await show()
    await wrapper.get('audio').trigger('error')
    expect(wrapper.find('audio').exists()).toBe(false)
    cameBack()
    await flushPromises()
    expect(wrapper.get('audio').attributes('src')).toContain('/media/3')
  })

  it('begins anew after its end', async () => {
    const { wrapper } = await show()
    await wrapper.get('input').setValue('60')
    await wrapper.get('audio').trigger('ended')
    expect(wrapper.get('input').attributes('aria-valuetext')).toBe('0:00 de 1:03')
  })
})

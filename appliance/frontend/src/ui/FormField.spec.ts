import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import FormField from './FormField.vue'

const said = (modelValue: string, problem = '') => mount(FormField, { props: { label: 'Nome', limit: 5, modelValue, problem } }).find('p').text()

describe('a line of text', () => {
  it.each(['Zé\u202e', 'a\u2066b', 'a\u0000b'])('says beside it what is not seen in %j', (text) => {
    expect(said(text)).toBe('Há caracteres invisíveis aqui (quebra de linha, mudança de direção).')
  })

  it('is measured as it is now, whatever was wrong with it before', () => {
    expect(said('Vendas', 'Dê um nome ao motivo.')).toBe('1 caractere além do limite.')
    expect(said('', 'Dê um nome ao motivo.')).toBe('Dê um nome ao motivo.')
  })
})

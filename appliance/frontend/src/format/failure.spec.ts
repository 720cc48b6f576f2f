import { describe, expect, it } from 'vitest'

import { ApiError } from '@/api/http'
import { setLocale } from '@/i18n'

import { errorText, failureText } from './failure'

describe('errorText', () => {
  it('names who took the conversation', () => {
    const error = new ApiError('already_taken', '', 409, { assigned_user: { id: 8, name: 'Carlos' } })
    expect(errorText(error)).toBe('A conversa já está com Carlos.')
    expect(errorText(new ApiError('already_taken', '', 409))).toContain('outro atendente')
  })

  it('passes on what the server says in our language, and never its insides', async () => {
    expect(errorText(new ApiError('invalid_reply', 'A mensagem citada não é desta conversa.', 422))).toBe(
      'A mensagem citada não é desta conversa.',
    )
    expect(errorText(new ApiError('internal_error', 'KeyError', 500))).toContain('Algo deu errado')
    await setLocale('en')
    expect(errorText(new ApiError('invalid_reply', 'Em português', 422))).toContain('cannot be quoted')
    expect(errorText(new ApiError('whatever', 'Em português', 422))).toContain('Something went wrong')
  })

  it.each([
    [429, 'Muitas ações'],
    [404, 'não existe mais'],
    [403, 'não tem permissão'],
  ])('has a sentence for status %i', (status, words) => {
    expect(errorText(new ApiError('whatever', '', status))).toContain(words)
  })

  it('has one for what is no answer at all', () => {
    expect(errorText(new ApiError('network', '', 0))).toContain('Confira sua conexão')
    expect(errorText(new TypeError('x'))).toContain('Algo deu errado')
  })
})

describe('failureText', () => {
  it('explains the codes people meet and passes on the others', async () => {
    expect(failureText({ code: 131047, reason: 'window' })).toContain('24 horas')
    expect(failureText({ code: 131021, message: 'É o número da empresa.', title: 'Same' })).toBe('É o número da empresa.')
    expect(failureText({ code: null, kind: 'waiting', reason: 'behind', message: 'x' })).toBe('Espera a mensagem anterior desta conversa.')
    expect(failureText(null)).toBe('O WhatsApp recusou a mensagem.')
    await setLocale('es')
    expect(failureText({ code: 131021, message: 'É o número da empresa.', title: 'Same number' })).toBe('Same number')
  })
})

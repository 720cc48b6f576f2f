import { describe, expect, it } from 'vitest'

import { hostOf, ownPath, webUrl } from './safeUrl'

describe('an address from outside', () => {
  it.each(['https://acme.com.br/a?b=1', 'http://acme.com.br/'])('is followed: %s', (url) => {
    expect(webUrl(url)).toBe(url)
  })

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'tel:190',
    'acme.com.br',
    '//acme.com.br',
    '',
    `https://acme.com.br/${'a'.repeat(5000)}`,
    null,
    7,
    {},
  ])('is not followed: %j', (url) => {
    expect(webUrl(url)).toBeNull()
  })

  it('is named by where it leads', () => {
    expect(hostOf(webUrl('https://banco.com.br@mau.example/x')!)).toBe('mau.example')
  })

  it('is ours only below our API', () => {
    expect(ownPath('/api/v1/media/3')).toBe('/api/v1/media/3')
    expect([ownPath('//evil.example/x'), ownPath('https://evil.example'), ownPath(null)]).toEqual([null, null, null])
  })
})

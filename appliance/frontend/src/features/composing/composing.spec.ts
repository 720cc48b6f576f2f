import { describe, expect, it } from 'vitest'

import { makeContact } from '@/testing/factories'

import { cardOfContact, cardOfDraft, cardProblems, emptyCard } from './cards'
import { emptyDraft, interactiveOf, newButton, newRow, newSection, problemsOf, type Draft } from './interactive'
import { lacksNinthDigit, phoneAsTyped, phoneForCard, phoneProblem } from './phone'
import { decimal, isShortLink, placeIn } from './place'

describe('a place', () => {
  it.each([
    ['-23.5505, -46.6333', -23.5505, -46.6333],
    ['(-23.5505 -46.6333)', -23.5505, -46.6333],
    ['-23,5505; -46,6333', -23.5505, -46.6333],
    ['-23,5505, -46,6333', -23.5505, -46.6333],
    ['23°33\'01.8"S 46°37\'59.9"W', -23.5505, -46.6333056],
    ['46°37′59,9″O 23°33′01,8″S', -23.5505, -46.6333056],
    ['geo:-23.5505,-46.6333?z=17', -23.5505, -46.6333],
    ['https://maps.google.com/?q=-23.5505,-46.6333', -23.5505, -46.6333],
    ['https://www.google.com/maps/search/?api=1&query=-23.5505%2C-46.6333', -23.5505, -46.6333],
    ['https://www.google.com/maps/@-23.5505,-46.6333,17z', -23.5505, -46.6333],
    ['https://www.google.com/maps/search/-23.5505,+-46.6333?entry=tts', -23.5505, -46.6333],
  ])('is found in %s', (text, latitude, longitude) => expect(placeIn(text)).toEqual({ latitude, longitude, name: '' }))

  it('is where the pin stands, not where the map was looked at, with its name', () => {
    const link = 'https://www.google.com/maps/place/Caf%C3%A9+do+Z%C3%A9/@-10.1,-20.2,17z/data=!3m1!4b1!3d-23.561414!4d-46.6558819'
    expect(placeIn(link)).toEqual({ latitude: -23.561414, longitude: -46.6558819, name: 'Café do Zé' })
  })

  it.each(['', 'Rua Augusta, 100', '-91, 10', '10, 181', 'https://maps.app.goo.gl/AbC123', 'https://www.google.com/maps/place/%E0%A4%A', '11 98765-0001'])('is none in %s', (text) =>
    expect(placeIn(text)).toBeNull(),
  )

  it('cannot be read from a short link', () => expect(isShortLink('https://maps.app.goo.gl/AbC123')).toBe(true))

  it('takes decimals with a comma', () => expect([decimal('-23,55'), decimal('12'), decimal('1e3'), decimal('')]).toEqual([-23.55, 12, null, null]))
})

describe('a telephone number', () => {
  it.each([
    ['1', '1'],
    ['119', '(11) 9'],
    ['1198765', '(11) 9876-5'],
    ['1140040001', '(11) 4004-0001'],
    ['11987650001', '(11) 98765-0001'],
    ['(11) 9876-50001', '(11) 98765-0001'],
    ['011987650001', '(11) 98765-0001'],
    ['5511987650001', '(11) 98765-0001'],
    ['+5511987650001', '+55 (11) 98765-0001'],
    ['+1 415 555 2671', '+1 415 555 2671'],
    ['08007700000', '08007700000'],
  ])('typed as %s reads %s', (typed, shown) => expect(phoneAsTyped(typed)).toBe(shown))

  it('gets a missing ninth digit if it is a mobile, never if it is a landline', () => {
    expect(['1187650001', '1140040001', '11987650001', '+14155552671'].map(lacksNinthDigit)).toEqual([true, false, false, false])
    expect(['(11) 8765-0001', '1140040001', '+55 11 98765-0001', '+1 415 555 2671'].map(phoneForCard)).toEqual(['+55 11 98765-0001', '+55 11 4004-0001', '+55 11 98765-0001', '+1 415 555 2671'])
  })

  it.each([
    ['', 'noPhone'],
    ['98765-0001', 'noArea'],
    ['1198765', 'shortPhone'],
    ['119876500012', 'longPhone'],
    ['+12', 'shortPhone'],
    ['11987650001', null],
    ['0800 770 0000', null],
  ])('%s: %s', (text, problem) => expect(phoneProblem(text)).toBe(problem))
})

describe('a card', () => {
  it('is made of a contact that has a number', () => {
    const listed = { given_name: null, marketing_stopped_at: null, merged_into_id: null, created_at: '' }
    expect(cardOfContact({ ...makeContact({ name: 'Ana' }), ...listed })).toEqual({ name: 'Ana', phones: [{ phone: '+55 (11) 98765-0001', type: 'CELL' }] })
    expect(cardOfContact({ ...makeContact({ phone: null, wa_id: null }), ...listed })).toBeNull()
  })

  it('needs a name, and a number or an e-mail', () => {
    expect(cardProblems(emptyCard(), 256)).toEqual({ name: 'noName', phone: 'noPhone' })
    expect(cardProblems({ ...emptyCard(), name: 'Ana', email: 'ana@acme.com' }, 256)).toEqual({})
    expect(cardProblems({ ...emptyCard(), name: 'Ana', email: 'ana', phone: '1' }, 2)).toEqual({ name: 'tooLong', email: 'tooLong', phone: 'shortPhone' })
    expect(cardOfDraft({ name: ' Ana ', phone: '1187650001', email: '', company: 'ACME' })).toEqual({ name: 'Ana', phones: [{ phone: '+55 11 98765-0001' }], org: { company: 'ACME' } })
  })
})

describe('an interactive message', () => {
  const shared = { body: 10, footer: 5, headers: ['text'], header_text: 5 }
  const list = { ...shared, button: 5, sections: 2, rows: 3, section_title: 5, row_id: 9, row_title: 5, row_description: 5 }
  const limits = { buttons: { ...shared, buttons: 3, button_title: 5, button_id: 9 }, list, cta_url: { ...shared, display_text: 5, url: 30 }, location_request: shared }
  const draft = (part: Partial<Draft>): Draft => ({ ...emptyDraft(), body: 'Escolha', ...part })
  const wrong = (part: Partial<Draft>) => Object.keys(problemsOf(draft(part), limits)).map((one) => one.split('.')[0])

  it('says which fields are wrong', () => {
    expect(wrong({ kind: 'location_request', body: '' })).toEqual(['body'])
    expect(wrong({ kind: 'location_request', header: 'text', footer: 'long footer' })).toEqual([])
    expect(wrong({ kind: 'cta_url', displayText: 'Abrir', url: 'acme' })).toEqual(['url'])
    const buttons = [{ ...newButton(), title: 'Sim' }, { ...newButton(), title: ' Sim ' }]
    expect(wrong({ buttons, header: 'text' })).toEqual(['headerText', 'button', 'button'])
    expect(wrong({ kind: 'list', button: 'Ver', sections: [newSection(), newSection()] })).toEqual(['section', 'row', 'section', 'row'])
  })

  it('is sent without what is empty, ids being the server’s', () => {
    expect(interactiveOf(draft({ buttons: [{ ...newButton(), title: ' Sim ' }], footer: ' ' }))).toEqual({ kind: 'buttons', buttons: [{ title: 'Sim' }] })
    const section = { ...newSection(), rows: [{ ...newRow(), title: 'A', description: ' x ' }, { ...newRow(), title: 'B' }] }
    expect(interactiveOf(draft({ kind: 'list', button: 'Ver', header: 'text', headerText: 'Oi', sections: [section] }))).toEqual({
      kind: 'list',
      header: { text: 'Oi' },
      button: 'Ver',
      sections: [{ rows: [{ title: 'A', description: 'x' }, { title: 'B' }] }],
    })
    expect(interactiveOf(draft({ kind: 'location_request', footer: 'x' }))).toEqual({ kind: 'location_request' })
  })
})

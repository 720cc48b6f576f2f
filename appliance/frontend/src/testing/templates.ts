/** Templates and their rules as the server sends them. */
import type { Template, TemplateRules } from '@/api/templates'

let nextId = 1

export function makeTemplate(template: Partial<Template> = {}): Template {
  return {
    id: nextId++,
    whatsapp_template_id: '5942',
    name: 'pedido_pronto',
    language: 'pt_BR',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Oi, {{1}}!', example: { header_text: ['Ana'] } },
      { type: 'BODY', text: 'Olá, {{1}}! Seu pedido *{{2}}* já está pronto.', example: { body_text: [['Ana', 'A-17']] } },
      { type: 'FOOTER', text: 'Loja ACME' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Já retirei' },
          { type: 'URL', text: 'Acompanhar', url: 'https://acme.com.br/p/{{1}}', example: ['https://acme.com.br/p/A-17'] },
        ],
      },
    ],
    status: 'APPROVED',
    rejection: null,
    quality: null,
    category_change: null,
    sendable: true,
    variables: [
      { component: 'header', index: 1, format: 'TEXT', example: 'Ana' },
      { component: 'body', index: 1, format: 'TEXT', example: 'Ana' },
      { component: 'body', index: 2, format: 'TEXT', example: 'A-17' },
      { component: 'button', index: 1, format: 'URL', label: 'Acompanhar', example: 'https://acme.com.br/p/A-17' },
    ],
    synced_at: '2026-11-20T15:00:00Z',
    updated_at: '2026-11-20T15:00:00Z',
    ...template,
  }
}

export function makeTemplateRules(rules: Partial<TemplateRules> = {}): TemplateRules {
  return {
    name: 512,
    header: 60,
    body: 1024,
    footer: 60,
    header_variables: 1,
    buttons: { total: 10, kinds: { QUICK_REPLY: 10, URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 }, label: 25, url: 2000, phone_number: 20, copy_code: 20, payload: 256 },
    creations_per_hour: 100,
    name_blocked_days: 30,
    categories: ['MARKETING', 'UTILITY', 'AUTHENTICATION'],
    languages: ['pt_BR', 'en', 'es'],
    ...rules,
  }
}

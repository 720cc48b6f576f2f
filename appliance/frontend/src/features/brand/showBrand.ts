/** A brand that was just saved, on the page that is open. */
import type { Brand } from '@/api/brand'
import { rewriteBrand } from '@/composables/useBrand'
import { useSession } from '@/stores/session'

export function showBrand(brand: Brand): void {
  const session = useSession()
  const name = brand.name ?? brand.default_name
  const icon = brand.favicon ?? brand.logo
  rewriteBrand({
    'application-name': name,
    'brand-logo': brand.logo?.url ?? '',
    'brand-icon': icon?.icon_url ?? '',
    'login-text': brand.login_text ?? '',
  })
  if (session.session) session.session = { ...session.session, tenant: { ...session.session.tenant, name } }
  const tabIcon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (tabIcon) Object.assign(tabIcon, icon ? { href: icon.icon_url, type: 'image/png' } : { href: '/favicon.svg', type: 'image/svg+xml' })
  replaceStylesheet(brand.stylesheet)
}

function replaceStylesheet(href: string | null): void {
  document.querySelector('link[href^="/brand.css"]')?.remove()
  if (href) document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }))
}

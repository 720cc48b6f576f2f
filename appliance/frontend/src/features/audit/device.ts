import { t } from '@/i18n'

/** `Chrome · Linux` for what a browser says of itself; a program's own name stays as it is. Order matters: most claim to be several. */
const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** Before what the browser of the platform's support says of itself. */
const SUPPORT = /^Suporte #(\d+) /

export function deviceOf(agent: string): string {
  const access = SUPPORT.exec(agent)
  if (access) return [t('audit.bySupport', { number: access[1]! }), deviceOf(agent.slice(access[0].length))].filter(Boolean).join(' · ')
  const first = (known: [RegExp, string][]) => known.find(([shape]) => shape.test(agent))?.[1]
  const browser = first(BROWSERS)
  return browser ? [browser, first(SYSTEMS)].filter(Boolean).join(' · ') : agent
}

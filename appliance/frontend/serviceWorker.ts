/** Builds src/sw/main.ts to /sw.js: one plain script, which knows the files that the inbox opens with. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import { build, type Plugin, type Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle

const SOURCE = fileURLToPath(new URL('./src/sw/main.ts', import.meta.url))
/** With the page itself, all that one sees when it opens; what else was used is kept as it is used. */
const OPENED_WITH = ['SignedInView.vue', 'InboxView.vue', 'LoginView.vue']
/** What the page names: its own script and styles. */
const NAMED = /(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g

export function serviceWorker(): Plugin {
  return {
    name: 'guiche-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post', // the page is written by then
      async handler(_options, bundle) {
        const files = shellOf(bundle as Bundle)
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await compile(files) })
      },
    },
  }
}

/** The page's files and those chunks, with all that they import at once, and their styles and fonts. */
export function shellOf(bundle: Bundle): string[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
  const named = new Set(filesOf(bundle['index.html']))
  const queue = chunks.filter(({ fileName, facadeModuleId }) => named.has(fileName) || OPENED_WITH.some((name) => facadeModuleId?.endsWith(`/${name}`)))
  const found = new Set<string>()
  for (const chunk of queue) {
    if (found.has(chunk.fileName)) continue
    found.add(chunk.fileName)
    chunk.viteMetadata?.importedCss.forEach((name) => found.add(name))
    queue.push(...chunks.filter(({ fileName }) => chunk.imports.includes(fileName)))
  }
  const latin = Object.keys(bundle).filter((name) => /latin-wght-normal.*\.woff2$/.test(name) && !name.includes('latin-ext'))
  return [...new Set([...named, ...found, ...latin])].sort().map((name) => `/${name}`)
}

/** Throws for a page without a script: nothing would open with it. */
function filesOf(page: Bundle[string] | undefined): string[] {
  const files = [...String(page?.type === 'asset' ? page.source : '').matchAll(NAMED)].map(([, name]) => name!)
  if (!files.some((name) => name.endsWith('.js'))) throw new Error('index.html names no script')
  return files
}

async function compile(files: string[]): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    define: {
      __SHELL_FILES__: JSON.stringify(files),
      __SHELL_VERSION__: JSON.stringify(createHash('sha256').update(files.join()).digest('hex').slice(0, 12)),
    },
    build: {
      write: false,
      target: 'es2022',
      copyPublicDir: false,
      lib: { entry: SOURCE, formats: ['iife'], name: 'worker', fileName: () => 'sw.js' },
    },
  })
  const [first] = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[]
  return first!.output[0].code
}

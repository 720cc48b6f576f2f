/** Which file a module is built into: gzip knows each file only by itself, so few large ones are smaller than many. */
import { fileURLToPath } from 'node:url'

import type { Rolldown } from 'vite'

type Group = Rolldown.CodeSplittingGroup
type Context = Parameters<Rolldown.CodeSplittingNameFunction>[1]

/** In the order in which one meets them: a module is with the first that cannot be shown without it. */
const TOGETHER = {
  start: ['main.ts'],
  inbox: ['views/SignedInView.vue', 'views/InboxView.vue'],
  thread: ['features/thread/ThreadPane.vue'],
  contact: ['features/contact/ContactPanel.vue'],
  threadTexts: ['i18n/thread/pt-BR.ts'],
}
/** A module that passes on all icons there are: who imports it needs those that it names. */
const ALL_ICONS = /\/lucide-vue\.mjs$/
const NAMED = /import \{([^}]*)\} from ["']@lucide\/vue["']/g

/** All other modules are left to the bundler, which puts them with the views that load them. */
export function together(): Group {
  const names = new Map<string, string>()

  function gather(name: string, id: string, context: Context): void {
    const module = context.getModuleInfo(id)
    if (names.has(id) || !module) return
    names.set(id, name)
    for (const next of module.importedIds) {
      if (!ALL_ICONS.test(next)) gather(name, next, context)
      else for (const icon of iconsOf(module.code ?? '', context.getModuleInfo(next))) gather(name, icon, context)
    }
  }

  function name(id: string, context: Context): string | null {
    if (names.size === 0) {
      for (const [chunk, roots] of Object.entries(TOGETHER)) {
        for (const root of roots) gather(chunk, fileURLToPath(new URL(`./src/${root}`, import.meta.url)), context)
      }
    }
    return names.get(id) ?? null
  }

  return { name, debugName: 'together', includeDependenciesRecursively: false }
}

/** The files of the icons that this code imports by name. */
function iconsOf(code: string, all: Rolldown.ModuleInfo | null): string[] {
  const named = [...code.matchAll(NAMED)].flatMap(([, list]) => list!.split(',').map((one) => one.trim().split(' ')[0]!))
  return named.flatMap((icon) => {
    const file = new RegExp(`default as ${icon}\\b[^}]*\\} from ["']\\.(/icons/[\\w-]+\\.mjs)["']`).exec(all?.code ?? '')?.[1]
    return all?.importedIds.filter((id) => file && id.endsWith(file)) ?? []
  })
}

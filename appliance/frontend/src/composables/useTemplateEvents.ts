/** While the page of templates is open: what Meta decides shows at once. */
import type { Template } from '@/api/templates'
import { whileHere } from '@/realtime/live'

export function useTemplateEvents(onTemplate: (template: Template) => void, onMissed: () => void): void {
  whileHere({ 'template.updated': ({ template }) => onTemplate(template), resync: onMissed })
}

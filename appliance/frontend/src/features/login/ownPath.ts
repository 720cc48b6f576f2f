/** Where to after signing in: only a path of ours, never another site's address. */
export function ownPath(wanted: unknown): string {
  return typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted) ? wanted : '/inbox'
}

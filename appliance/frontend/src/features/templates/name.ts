/** As Meta wants a template's name: small letters, digits and underscores. What is typed becomes that at once. */
export function templateName(typed: string, longest: number): string {
  return typed
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, longest)
}

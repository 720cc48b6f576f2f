/** The company's name before anybody signed in: the server writes it into the page it serves. */
export function useBrand(): { name: string } {
  const written = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content
  return { name: written || location.hostname.split('.')[0]!.toUpperCase() }
}

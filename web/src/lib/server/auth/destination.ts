const here = 'http://this.site.invalid'

/**
 * Where a person lands after signing in: `next` when it is a path of this site, else the start. Read as a browser reads
 * it, which drops tabs and line ends: a link from outside must not choose another site.
 */
export const destination = (next: string | null): string => {
  if (!next?.startsWith('/')) return '/'
  try {
    const { origin, pathname, search } = new URL(next, here)
    // `/.//site` becomes a path that begins with two slashes, which a browser takes for a host.
    return origin === here && !pathname.startsWith('//') ? pathname + search : '/'
  } catch {
    return '/'
  }
}

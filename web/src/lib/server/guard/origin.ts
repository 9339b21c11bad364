const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may change something: it comes from our own pages, or it carries no cookie at all. The browser's
 * `Sec-Fetch-Site` decides where it is sent; else `Origin` must name the host that was called. A request with cookies
 * and neither header is refused, whatever its content type.
 */
export const mayChange = (method: string, headers: Headers): boolean => {
  if (reads.has(method)) return true
  if (!headers.has('cookie') && headers.has('authorization')) return true
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('origin')
  const host = headers.get('host')
  if (origin === null || host === null) return false
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}

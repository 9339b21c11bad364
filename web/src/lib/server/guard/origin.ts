const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Routes that only answer, whoever asks and from where: their method is POST because of the body. */
const onlyAnswers: ReadonlySet<string | null> = new Set(['/receipts/verify'])

/**
 * Whether a request may change something: it comes from our own pages, or it carries no cookie at all. The browser's
 * `Sec-Fetch-Site` decides where it is sent; else `Origin` must name the host that was called. A request with cookies
 * and neither header is refused, whatever its content type.
 */
export const mayChange = (method: string, headers: Headers, routeId: string | null = null): boolean => {
  if (reads.has(method) || onlyAnswers.has(routeId)) return true
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

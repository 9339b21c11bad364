/** An element: its name, its attributes, and text or elements. */
export interface Element {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly content?: string | readonly Element[]
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }
/** What XML 1.0 cannot hold at all is shown as a replacement character, so that its loss is seen. */
const unspeakable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(unspeakable, '\uFFFD')
    .replace(/[&<>"\r]/g, (sign) => escapes[sign]!)

/** XML 1.0 in UTF-8, two spaces a level; equal elements give equal bytes. */
export const writeXml = (root: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`

const written = ({ name, attributes = {}, content = '' }: Element, indent: string): string => {
  const start = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('')
  if (typeof content === 'string') return `${indent}<${name}${start}>${escaped(content)}</${name}>\n`
  return `${indent}<${name}${start}>\n${content.map((each) => written(each, `${indent}  `)).join('')}${indent}</${name}>\n`
}

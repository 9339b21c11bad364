/** What may be added to an issue: each with its name's ending and what its content must look like. */
export const fileTypes = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  txt: 'text/plain',
  csv: 'text/csv',
  eml: 'message/rfc822',
} as const
export type FileType = keyof typeof fileTypes

const endings: Readonly<Record<string, FileType>> = {
  ...(Object.fromEntries(Object.keys(fileTypes).map((type) => [type, type])) as Record<FileType, FileType>),
  jpg: 'jpeg',
}

/** The type a name claims, or null when it is none of the list. */
export const typeOfName = (name: string): FileType | null => {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  return ending !== undefined && Object.hasOwn(endings, ending) ? endings[ending]! : null
}

/** Whether a content is what its name claims. Nothing is opened or run: only marks and names of parts are looked at. */
export const looksLike = (type: FileType, content: Uint8Array): boolean =>
  looks[type](Buffer.from(content.buffer, content.byteOffset, content.byteLength))

const begins = (content: Buffer, mark: string, at = 0): boolean =>
  content.subarray(at, at + mark.length).equals(Buffer.from(mark, 'latin1'))

const looks: Readonly<Record<FileType, (content: Buffer) => boolean>> = {
  pdf: (content) => begins(content, '%PDF-'),
  png: (content) => begins(content, '\x89PNG\r\n\x1a\n'),
  jpeg: (content) => begins(content, '\xff\xd8\xff'),
  webp: (content) => begins(content, 'RIFF') && begins(content, 'WEBP', 8),
  xlsx: (content) => isOffice(content, 'xl/workbook.xml'),
  docx: (content) => isOffice(content, 'word/document.xml'),
  txt: isText,
  csv: isText,
  // A message begins with a header field; a mailbox would begin with `From `.
  eml: (content) => isText(content) && /^(\ufeff)?[!-9;-~]+:/.test(content.subarray(0, 1000).toString('latin1')),
}

/** A zip with the parts an office document has, by its table of contents, and no macros. */
function isOffice(content: Buffer, part: string): boolean {
  const names = zipNames(content) ?? []
  return ['[Content_Types].xml', part].every((name) => names.includes(name)) && !names.some(isMacro)
}

const isMacro = (name: string): boolean => /vbaproject\.bin$/i.test(name)

const longestComment = 65_535

/** Names in the central directory of a zip (APPNOTE.TXT 4.3.12, 4.3.16), or null when there is none. */
const zipNames = (content: Buffer): string[] | null => {
  if (!begins(content, 'PK\x03\x04')) return null
  let end = content.length - 22
  const first = Math.max(0, end - longestComment)
  while (end >= first && !begins(content, 'PK\x05\x06', end)) end -= 1
  if (end < first) return null
  const entries = content.readUInt16LE(end + 10)
  const names: string[] = []
  for (let at = content.readUInt32LE(end + 16); names.length < entries; ) {
    if (at + 46 > content.length || !begins(content, 'PK\x01\x02', at)) return null
    const [name, extra, comment] = [28, 30, 32].map((offset) => content.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    names.push(content.subarray(at + 46, at + 46 + name).toString('utf8'))
    at += 46 + name + extra + comment
  }
  return names
}

/** Text in UTF-8 or GB 18030, as counters' exports are: no byte of control but tab, line ends and form feed. */
function isText(content: Buffer): boolean {
  if (content.some((byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) || byte === 127))
    return false
  return ['utf-8', 'gb18030'].some((encoding) => decodes(encoding, content))
}

const decodes = (encoding: string, content: Buffer): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(content)
    return true
  } catch {
    return false
  }
}

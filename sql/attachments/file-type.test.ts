import { describe, expect, test } from 'vitest'
import { zipOf } from '../test/zip.ts'
import { type FileType, looksLike, typeOfName } from './file-type.ts'
import { plainName } from './name.ts'

const png = Buffer.from('\x89PNG\r\n\x1a\n rest', 'latin1')
const workbook = ['[Content_Types].xml', 'xl/workbook.xml']
const gbk = Buffer.from([0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0x31, 0x0a])

test.each([
  ['扫描件.PDF', 'pdf'],
  ['a.jpg', 'jpeg'],
  ['a.jpeg', 'jpeg'],
  ['a.pdf.exe', null],
  ['a.html', null],
  ['a.svg', null],
  ['a.xlsm', null],
  ['constructor', null],
  ['a.constructor', null],
  ['pdf', null],
] as const)('%s claims to be %s', (name, type) => {
  expect(typeOfName(name)).toBe(type)
})

describe('content is what the name says', () => {
  test.each<[FileType, string, Buffer]>([
    ['pdf', 'a document', Buffer.from('%PDF-1.7\n')],
    ['png', 'a picture', png],
    ['jpeg', 'a picture', Buffer.from('\xff\xd8\xff\xe0', 'latin1')],
    ['webp', 'a picture', Buffer.from('RIFF1234WEBPVP8 ', 'latin1')],
    ['xlsx', 'a workbook', zipOf(workbook)],
    ['xlsx', 'a workbook with a comment behind it', zipOf(workbook, 'made by a core system')],
    ['docx', 'a letter', zipOf(['[Content_Types].xml', 'word/document.xml'])],
    ['txt', 'UTF-8', Buffer.from('客户,1\r\n\t')],
    ['csv', 'GB 18030', gbk],
    ['eml', 'a message', Buffer.from('Received: from core\r\nSubject: x\r\n\r\nhello')],
  ])('%s: %s', (type, _, content) => {
    expect(looksLike(type, content)).toBe(true)
  })

  test.each<[FileType, string, Buffer]>([
    ['pdf', 'a page', Buffer.from('<html><script>%PDF-')],
    ['png', 'a document', Buffer.from('%PDF-1.7')],
    ['jpeg', 'one byte', Buffer.from('\xff', 'latin1')],
    ['webp', 'a sound', Buffer.from('RIFF1234WAVE', 'latin1')],
    ['xlsx', 'a letter', zipOf(['[Content_Types].xml', 'word/document.xml'])],
    ['xlsx', 'a workbook with macros', zipOf([...workbook, 'xl/vbaProject.bin'])],
    ['xlsx', 'any zip', zipOf(['a.exe'])],
    ['xlsx', 'a cut zip', zipOf(workbook).subarray(0, 60)],
    ['docx', 'only a mark', Buffer.from('PK\x03\x04')],
    ['txt', 'a program', Buffer.from('MZ\0\0')],
    ['csv', 'neither encoding', Buffer.from([0x61, 0xff, 0xff])],
    ['eml', 'a mailbox', Buffer.from('From somebody\r\n')],
  ])('%s is not %s', (type, _, content) => {
    expect(looksLike(type, content)).toBe(false)
  })

  test('a table of contents that lies about its place is no office document', () => {
    const zip = zipOf(workbook)
    zip.writeUInt32LE(0xffff_fff0, zip.length - 22 + 16)
    expect(looksLike('xlsx', zip)).toBe(false)
  })
})

test.each([
  ['C:\\Users\\li\\凭证.pdf', '凭证.pdf'],
  ['../../etc/凭证.pdf', '凭证.pdf'],
  ['.hidden.pdf', 'hidden.pdf'],
  ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie_ x.pdf'],
  ['exe.\u202efdp.pdf', 'exe.fdp.pdf'],
  [`${'长'.repeat(300)}.pdf`, `${'长'.repeat(116)}.pdf`],
])('%j is kept as %j', (name, kept) => {
  expect(plainName(name)).toBe(kept)
})

import { expect, test } from 'vitest'
import { readForm } from './read-form.ts'

const sent = (type: string, body: string) =>
  readForm(new Request('http://x', { method: 'POST', headers: { 'content-type': type }, body }))

test('a form is read, several values of a name and no NUL', async () => {
  const form = await sent('application/x-www-form-urlencoded', 'stage=a%00b&stage=c&%F0=%ff')
  expect(form.getAll('stage')).toEqual(['ab', 'c'])
})

test.each(['multipart/form-data', 'multipart/form-data; boundary=b', 'text/plain', 'application/json'])(
  'a body that is no %s is refused, not a fault',
  async (type) => {
    await expect(sent(type, '--b\r\nnot whole')).rejects.toMatchObject({ status: 400 })
  },
)

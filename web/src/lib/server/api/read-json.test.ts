import { expect, test } from 'vitest'
import { readJson } from './read-json.ts'

const read = (body: string) => readJson(new Request('http://bank.example', { method: 'POST', body }))

test('texts the database cannot hold become ones it can, however deep', async () => {
  expect(await read('{"kind":"comment","text":"a\\u0000b\\ud800","ids":["i_\\u0000"]}')).toEqual({
    kind: 'comment',
    text: 'ab\ufffd',
    ids: ['i_'],
  })
})

test('what is no JSON is null', async () => {
  for (const body of ['', '{', 'x', '{"a":}']) expect(await read(body)).toBeNull()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bind, quoted } from './bind.ts'

test('text that looks like a placeholder stays text', () => {
  const unit = quoted('{actor:String}')
  const query = bind(`SELECT ${unit} = {actor:String}`, { actor: ' OR 1=1 --' })
  expect(query).toBe(`SELECT '\\x7Bactor:String}' = ' OR 1=1 --'`)
})

test('whatever the text, its literal ends where it should and binds nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{a:String}', "\\'{a:Int64}", '\\\\{a:X}')),
      (text) => {
        const literal = quoted(text)
        return /^'(?:[^'\\]|\\.)*'$/s.test(literal) && bind(literal, { a: 'x' }) === literal
      },
    ),
  )
})

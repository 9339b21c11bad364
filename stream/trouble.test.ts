import { DrizzleQueryError } from 'drizzle-orm/errors'
import { expect, test } from 'vitest'
import { troubleOf } from './trouble.ts'

test('a failed query is told by its reason and its beginning, without the values it carried', () => {
  const values = [Buffer.from('the whole state'), '13800001234']
  const failed = new DrizzleQueryError(
    `insert into "snapshots" ("state")\n  values ($1${', $2'.repeat(500)})`,
    values,
    new Error('connect ECONNREFUSED'),
  )
  expect(failed.message).toContain('13800001234')
  const { message, stack } = troubleOf(failed)
  expect(message).toMatch(/^connect ECONNREFUSED \(insert into "snapshots" \("state"\) values \(\$1.*…\)$/)
  expect(message.length).toBeLessThan(300)
  expect(`${message}${stack}`).not.toContain('13800001234')
})

test('any other error stays as it is', () => {
  const error = new Error('read ECONNRESET')
  expect(troubleOf(error)).toBe(error)
})

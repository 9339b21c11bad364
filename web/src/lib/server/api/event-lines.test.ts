import { expect, test } from 'vitest'
import { eventLines, mostBytes, mostEvents } from './event-lines.ts'

const lines = (body: string, type: string) => {
  const read = eventLines(body, type)
  return read.kind === 'lines' ? read.lines : read.kind
}

test('a batch, a single event and NDJSON become lines', () => {
  expect(lines('[{"id":"1"},{"id":"2"}]', 'application/cloudevents-batch+json')).toEqual(['{"id":"1"}', '{"id":"2"}'])
  expect(lines('{"id":"1"}', 'application/cloudevents+json')).toEqual(['{"id":"1"}'])
  expect(lines('{"id":"1"}\r\n\n{"id":"2"}\n', 'application/x-ndjson')).toEqual(['{"id":"1"}', '{"id":"2"}'])
})

test('a broken line of NDJSON is still a line: ingest says what is wrong with it', () => {
  expect(lines('{"id":', 'application/x-ndjson')).toEqual(['{"id":'])
})

test('undeclared lines are read when every one is JSON, else refused', () => {
  expect(lines('{"a":1}\n{"a":2}', 'text/plain')).toEqual(['{"a":1}', '{"a":2}'])
  expect(lines('{"a":1}\nrubbish', 'application/json')).toBe('unreadable')
  expect(lines('', 'application/json')).toBe('unreadable')
})

test('limits hold', () => {
  expect(
    lines(
      `[${Array(mostEvents + 1)
        .fill('1')
        .join()}]`,
      'application/json',
    ),
  ).toBe('tooLarge')
  expect(lines(`"${'x'.repeat(mostBytes)}"`, 'application/json')).toBe('tooLarge')
})

test('a key named __proto__ survives as data and changes no prototype', () => {
  expect(lines('[{"__proto__":{"x":1}}]', 'application/json')).toEqual(['{"__proto__":{"x":1}}'])
})

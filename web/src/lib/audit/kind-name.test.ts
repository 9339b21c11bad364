import { auditKinds } from '@mingjing/sql/audit/kinds.ts'
import { expect, test } from 'vitest'
import en from '../../../messages/en.json' with { type: 'json' }
import zh from '../../../messages/zh-CN.json' with { type: 'json' }

const kinds = Object.entries(auditKinds).flatMap(([group, kinds]) => kinds.map((kind) => [group, kind] as const))

test.each(kinds)('%s: %s has its words in both languages', (group, kind) => {
  const code = kind.replaceAll('-', '_')
  for (const words of [zh, en]) {
    expect(words).toHaveProperty(`audit_group_${group}`)
    expect([`audit_kind_${code}`, `act_${code}`].some((key) => Object.hasOwn(words, key))).toBe(true)
  }
})

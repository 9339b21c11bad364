import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { parse, stringify } from 'yaml'

interface Written {
  id?: string
  kind?: string
  tests?: unknown
  params?: Record<string, { default: unknown; max?: number }>
  of?: Record<string, number>
}

/**
 * A library `times` as large: every rule again under other ids, with each whole-number parameter one higher a copy, so
 * that the copies answer differently and nothing that names a parameter can be shared. Without tests, which do not run.
 *
 * @throws when a copy does not load.
 */
export function multiplied(bundle: Bundle, times: number): Bundle {
  const files = bundle.files.flatMap(({ path, text }) => {
    const rule: Written = parse(text)
    if (rule.id === undefined || rule.kind === undefined) return [{ path, text }]
    return Array.from({ length: times }, (_, n) => ({
      path: path.replace('.yaml', `-${n}.yaml`),
      text: copyOf(rule, n),
    }))
  })
  const made = makeBundle({ files })
  if (made.problems[0]) throw new Error(`${made.problems[0].path}: ${made.problems[0].message}`)
  return made.bundle
}

const copyOf = (rule: Written, n: number): string => {
  const named = (id: string) => (n === 0 ? id : `${id}-copy-${n}`)
  const params = Object.entries(rule.params ?? {}).map(([name, param]) => {
    const raised =
      typeof param.default === 'number' && Number.isInteger(param.default) ? param.default + n : param.default
    return [name, { ...param, default: typeof raised === 'number' ? Math.min(raised, param.max ?? raised) : raised }]
  })
  return stringify({
    ...rule,
    id: named(rule.id!),
    ...(rule.params && { params: Object.fromEntries(params) }),
    ...(rule.of && { of: Object.fromEntries(Object.entries(rule.of).map(([id, weight]) => [named(id), weight])) }),
  })
}

import { hitsQuery } from '@mingjing/rules/clickhouse/query.ts'
import { print, quantile, timed } from './figure.ts'
import { library } from './mix.ts'
import { bursts, perBurst, size, tenMillionEvents, until } from './ten-million.ts'

/** A back-test: all hits of a window rule over ten million events, as the rule page asks for them. */

const ruleId = 'issuance.rapid-approvals'
const bundle = library()
const rule = bundle.rules.find((candidate) => candidate.id === ruleId)!
/** The twelfth of fifteen decisions in ten minutes is the first hit of a burst. */
const expected = bursts * (perBurst - Number(rule.params.decisions!.default) + 1)

const { store, close } = await tenMillionEvents()
try {
  const lane = store.reader()
  const sql = hitsQuery(rule, bundle, { until })
  const seconds: number[] = []
  for (let run = 0; run < 6; run++) {
    const { seconds: taken, result } = await timed(() => lane.query(sql))
    if (result.length !== expected) throw new Error(`${result.length} hits, ${expected} were planted`)
    seconds.push(taken)
  }
  const what = `every hit with evidence and values of ${ruleId} over 90 days; the median of five runs after a cold one`
  const [cold, ...warm] = seconds
  print({
    figure: 'backtest.window',
    value: quantile(warm, 0.5),
    unit: 's',
    target: 1,
    events: size,
    cold,
    hits: expected,
    what,
  })
  await lane.close()
} finally {
  await close()
}

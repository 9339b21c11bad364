import { type Kind, kinds } from './clocks/incidents.ts'
import { judge, type Verdict } from './clocks/judge.ts'
import { runStory } from './clocks/run.ts'

export interface ClockCampaign {
  readonly broken: { readonly seed: number; readonly what: readonly string[] }[]
  /** Incidents that came about, by kind. */
  readonly came: Readonly<Record<Kind, number>>
  /** Stories in which a holiday table came. */
  readonly tables: number
  readonly sums: Readonly<Omit<Record<keyof Verdict, number>, 'broken'>>
}

/** Tells the stories of `count` seeds from `first` on, each with the real worker in it. */
export const runClocks = async (
  first: number,
  count: number,
  tell: (seed: number, what: readonly string[]) => void = () => {},
): Promise<ClockCampaign> => {
  const sums = { steps: 0, byWrongClock: 0, late: 0, events: 0, byTable: 0 }
  const came = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>
  const broken: ClockCampaign['broken'] = []
  let tables = 0
  for (let seed = first; seed < first + count; seed++) {
    const run = await runStory(seed)
    const verdict = judge(run)
    if (verdict.broken.length > 0) broken.push({ seed, what: verdict.broken })
    for (const { kind } of run.came) came[kind]++
    if (run.story.coming) tables++
    for (const sum of Object.keys(sums) as (keyof typeof sums)[]) sums[sum] += verdict[sum]
    tell(seed, verdict.broken)
  }
  return { broken, came, tables, sums }
}

import { Presets, SingleBar } from 'cli-progress'

/** A bar on a terminal; elsewhere a line for every tenth, so that a log stays readable. */
export function progressBar(days: number, say: (line: string) => void) {
  if (process.stdout.isTTY) {
    const bar = new SingleBar(
      { format: '  30 days of a bank  {bar} {percentage} %  {eta_formatted}', hideCursor: true },
      Presets.shades_classic,
    )
    bar.start(days, 0)
    return { at: (day: number) => bar.update(day), end: () => bar.stop() }
  }
  let told = 0
  return {
    at(day: number) {
      const tenth = Math.floor((day / days) * 10)
      if (tenth <= told) return
      told = tenth
      say(`  loading the demo bank: ${tenth * 10} %`)
    },
    end: () => say('  the demo bank is loaded'),
  }
}

import type { Outcome } from '#lib/tile/outcome.ts'
import type { Expected } from './expected.ts'
import type { OutletNow } from './hall.ts'
import type { Child, CockpitNumber } from './number.ts'

export interface WallData {
  asOf: number
  unit: string
  group: 'appointments' | 'business'
  period: { from: string; to: string }
  outlets: Outcome<OutletNow[]>
  expected: Outcome<Expected>
  /** The indicators behind their goal, the furthest first, and how many have one. */
  behind: CockpitNumber[]
  withGoal: number
  booked: Outcome<Child[]>
  head: CockpitNumber
}

export const panels = 4
export const turnEveryMs = 20_000
export const refreshEveryMs = 30_000
const longestBackOffMs = 60_000
/** Beyond it an answer is none: a connection that died without a word would hold the old numbers for ever. */
const answerWithinMs = 20_000

/**
 * A wall that runs for weeks: turns its panels, asks for its numbers again, keeps the old ones while the connection is
 * lost and tries again at growing intervals, and does nothing at all while nobody can see it. It holds the newest
 * numbers and nothing of those before.
 */
export class Wall {
  data: WallData = $state.raw(undefined as never)
  panel = $state(0)
  lost = $state(false)
  refreshes = $state(0)
  #failures = 0
  #turn: ReturnType<typeof setInterval> | null = null
  #next: ReturnType<typeof setTimeout> | null = null
  #asking: AbortController | null = null
  readonly #source: () => string

  /** @param source the address the numbers come from */
  constructor(data: WallData, source: () => string) {
    this.data = data
    this.#source = source
  }

  /** Runs until the function returned is called. */
  start(): () => void {
    const seen = () => (document.hidden ? this.#pause() : this.#run(0))
    document.addEventListener('visibilitychange', seen)
    if (!document.hidden) this.#run(refreshEveryMs)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      this.#pause()
    }
  }

  turn(by = 1): void {
    this.panel = (this.panel + by + panels) % panels
  }

  #run(after: number): void {
    this.#pause()
    this.#turn = setInterval(() => this.turn(), turnEveryMs)
    this.#next = setTimeout(() => void this.#refresh(), after)
  }

  #pause(): void {
    if (this.#turn !== null) clearInterval(this.#turn)
    if (this.#next !== null) clearTimeout(this.#next)
    this.#asking?.abort()
    this.#turn = this.#next = this.#asking = null
  }

  async #refresh(): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    const tooLate = setTimeout(() => asking.abort(), answerWithinMs)
    const answer = await fetch(this.#source(), { signal: asking.signal }).catch(() => null)
    const data = answer?.ok ? ((await answer.json().catch(() => null)) as WallData | null) : null
    clearTimeout(tooLate)
    // Paused meanwhile: whoever runs it again asks anew.
    if (this.#asking !== asking) return
    // Who is no longer signed in is asked to sign in, and comes back here.
    if (answer?.status === 401) return location.reload()
    this.#failures = data === null ? this.#failures + 1 : 0
    this.lost = data === null
    if (data !== null) this.data = data
    this.refreshes += 1
    const after = data === null ? Math.min(longestBackOffMs, 1000 * 2 ** this.#failures) : refreshEveryMs
    this.#next = setTimeout(() => void this.#refresh(), after)
  }
}

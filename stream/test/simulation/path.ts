import type { Call, Fault, Faults } from './faults.ts'
import { deliver, type Process, stop, trust } from './process.ts'
import type { Time } from './time.ts'

/** What a process is to its group when a fault strikes it. */
export interface Group {
  /** Another one begins after `ms`, or after a while. */
  died(process: Process, ms?: number): void
  stopped(process: Process, ms: number): void
  overtaken(process: Process): void
  handOver(process: Process): void
}

/** Asks a store or the source: `effect` happens there, at one moment and whole, and its result is the answer. */
export type Ask = <T>(process: Process, call: Call, about: string, effect: () => T) => Promise<T>

interface Way {
  readonly time: Time
  readonly random: () => number
  readonly faults: Faults
  readonly group: () => Group
  readonly trace: (line: string) => void
}

/** No insert comes so late that its table has forgotten its token by then. */
const mostLateMs = 1_500

/** The way from processes to the stores and back, on which everything can go wrong that can on a network. */
export const createPath = ({ time, random, faults, group, trace }: Way): Ask => {
  const away: Record<'clickhouse' | 'postgres' | 'source', number> = { clickhouse: 0, postgres: 0, source: 0 }
  const latency = () => 1 + Math.floor(random() ** 4 * 60)

  return <T>(process: Process, call: Call, about: string, effect: () => T): Promise<T> => {
    const fault = faults.at(call)
    const say = (what: string) => trace(`${time.now()} ${process.name} ${call} ${about}: ${what}`)
    if (fault) say(`FAULT ${fault.action}`)
    const store = storeOf(call)
    return new Promise<T>((resolve, reject) => {
      const answer = (ms: number, settle: () => void) => deliver(time, process, ms, settle)
      const refuse = (why: string) => {
        say(why)
        answer(latency(), () => reject(new Error(why)))
      }
      /** From asking whether a plan is ours until the insert that follows has happened, or will not. */
      const trusted = (isTrusting: boolean) => {
        if (call === 'check' || call.startsWith('insert')) trust(time, process, isTrusting)
      }
      if (call === 'check') trusted(true)
      /** The moment at the store. */
      const happen = (isAnswered: boolean) => {
        if (time.now() < away[store]) {
          trusted(false)
          if (isAnswered) refuse('away')
          return
        }
        try {
          const result = effect()
          say(shown(result))
          if (isAnswered) answer(latency(), () => resolve(result))
        } catch (error) {
          say(String(error))
          if (call === 'check') trusted(false)
          if (isAnswered) answer(latency(), () => reject(error))
        }
        if (call !== 'check') trusted(false)
      }
      const die = () => {
        process.isDead = true
        group().died(process)
      }

      const strike: Record<Fault['action'], () => void> = {
        'crash before': die,
        'crash after': () => {
          time.after(random() < 0.5 ? latency() : random() * mostLateMs, () => happen(false))
          die()
        },
        'lose answer': () => {
          time.after(latency(), () => {
            happen(false)
            refuse('answer lost')
          })
        },
        'happen later': () => {
          time.after(random() * mostLateMs, () => happen(false))
          refuse('answer lost')
        },
        outage: () => {
          away[store] = time.now() + (fault?.ms ?? 0)
          refuse('away')
        },
        stop: () => {
          time.after(latency(), () => happen(true))
          stop(time, process, fault?.ms ?? 0)
          group().stopped(process, fault?.ms ?? 0)
        },
        overtake: () => {
          time.after(latency(), () => happen(true))
          group().overtaken(process)
        },
        'hand over': () => {
          time.after(latency(), () => happen(true))
          group().handOver(process)
        },
      }
      if (fault) strike[fault.action]()
      else time.after(latency(), () => happen(true))
    })
  }
}

const storeOf = (call: Call): 'clickhouse' | 'postgres' | 'source' =>
  call === 'read' || call === 'caughtUp'
    ? 'source'
    : call.startsWith('insert') || call === 'is written' || call === 'look up' || call === 'refill'
      ? 'clickhouse'
      : 'postgres'

/** An answer in a few words. */
const shown = (answer: unknown): string => {
  if (answer === undefined) return 'ok'
  if (typeof answer === 'string') return `${answer.length} characters`
  if (Array.isArray(answer)) return `${answer.length} rows`
  const batch = answer as { records?: readonly unknown[]; next?: number }
  return batch?.records ? `${batch.records.length} records to ${batch.next}` : String(answer)
}

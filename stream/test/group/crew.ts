import { setTimeout as sleep } from 'node:timers/promises'
import type { Bank } from './bank.ts'
import type { Told } from './member.ts'
import { type Member, startMember } from './start-member.ts'

const patienceMs = 240_000

export interface Crew {
  /** Those that are meant to be at work. */
  readonly members: Member[]
  /** All that ever were. */
  readonly everyone: readonly Member[]
  start(): Promise<Member>
  /** Takes one off the list, as it is about to end or to sleep. */
  dismiss(member: Member): void
  tell(told: Told): void
  /** Waits until something holds. @throws when it does not, or a worker ends that should not have. */
  until(holds: () => boolean | Promise<boolean>, what: string): Promise<void>
  /** Whether Kafka itself says that both groups consist of so many, and rest. */
  isSettled(count: number): Promise<boolean>
  /** Waits until both groups consist of those at work. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** The workers of a bank. */
export const openCrew = (bank: Bank, first: Told): Crew => {
  const members: Member[] = []
  const everyone: Member[] = []
  let told = first
  let named = 0
  const groups = [bank.kafka.groupId, `${bank.kafka.groupId}.across`]

  const until: Crew['until'] = async (holds, what) => {
    const patience = Date.now() + patienceMs
    for (;;) {
      if (await holds()) return
      const fallen = members.find((member) => member.end() !== null)
      if (fallen)
        throw new Error(`${fallen.name}: ${fallen.end()!.message}, while waiting for ${what}\n${fallen.output()}`)
      if (Date.now() > patience) {
        const words = members.map((member) => `${member.name}: ${member.output().slice(-3_000)}`)
        throw new Error(`waited in vain for ${what}\n${words.join('\n')}`)
      }
      await sleep(50)
    }
  }
  const isSettled = async (count: number): Promise<boolean> => {
    const described = await bank.admin.describeGroups(groups)
    return described.groups.every((group) => group.state === 'Stable' && group.members.length === count)
  }
  return {
    ...{ members, everyone, until, isSettled },
    async start() {
      const name = `w${++named}`
      const environment = await bank.environment(name)
      const member = startMember(name, environment, told)
      everyone.push(member)
      await member.ready.catch((died) => {
        throw new Error(`${name}: ${died.message} at its start\n${member.output()}`)
      })
      members.push(member)
      // What was said while it started.
      member.tell(told)
      return member
    },
    dismiss(member) {
      members.splice(members.indexOf(member), 1)
    },
    tell(now) {
      told = now
      for (const member of everyone) if (member.end() === null) member.tell(now)
    },
    settled: () => until(() => isSettled(members.length), `groups of ${members.length}`),
    async close() {
      for (const member of everyone) if (member.end() === null) member.signal('SIGKILL')
      await Promise.all(everyone.map(({ ended }) => ended))
    },
  }
}

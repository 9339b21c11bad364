import { setTimeout as sleep } from 'node:timers/promises'
import { rowsOf } from '@mingjing/sql/postgres/rows.ts'
import { sql } from 'drizzle-orm'
import type { Bank } from './bank.ts'
import type { Crew } from './crew.ts'
import type { Asleep, Fault } from './faults.ts'
import { gate, journalEnd, lanesOf, overtakenIn, readJournal } from './journal.ts'
import type { Member } from './start-member.ts'

/** What came of a fault. */
export interface Struck {
  readonly fault: Fault
  /** Partitions and places that went to others, and how long until each of them had a block of another worker, ms. */
  readonly lanes: number
  readonly takeoverMs: number
  /** What became of a zombie. */
  readonly woke?: 'rejoined' | 'ended'
}

interface Scene {
  readonly bank: Bank
  readonly crew: Crew
  readonly random: () => number
}

/**
 * Does a fault to a worker by chance and waits until the group has closed over it, so that each has come about when this
 * returns. @throws when it does not come about
 */
export const strike = async (scene: Scene, fault: Fault): Promise<Struck> => {
  const { crew, random } = scene
  if (fault.kind === 'join') {
    await crew.start()
    await crew.settled()
    return { fault, lanes: 0, takeoverMs: 0 }
  }
  const victim = crew.members[Math.floor(random() * crew.members.length)]!
  await crew.until(async () => (await lanesOfMember(scene, victim)).length > 0, `${victim.name} to have a partition`)
  if (fault.kind === 'zombie') return { fault, ...(await putToSleep(scene, victim, fault.asleep)) }

  await sleep(random() * 400)
  crew.dismiss(victim)
  const going = await leaving(scene, victim)
  victim.signal(fault.kind === 'kill' ? 'SIGKILL' : 'SIGTERM')
  const died = await victim.ended
  const isAsMeant = fault.kind === 'kill' ? died.signal === 'SIGKILL' : died.code === 0
  if (!isAsMeant) throw new Error(`${victim.name}, at a ${fault.kind}: ${died.message}\n${victim.output()}`)
  if (fault.kind === 'kill') await crew.start()
  return { fault, ...(await going.takenOver()) }
}

const putToSleep = async (scene: Scene, victim: Member, asleep: Asleep): Promise<Omit<Struck, 'fault'>> => {
  const { bank, crew, random } = scene
  let letGo = () => {}
  if (asleep === 'anywhere') {
    await sleep(random() * 400)
    victim.signal('SIGSTOP')
  } else if (asleep === 'in-transaction') {
    await bank.postgres.db.transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(${gate})`)
      await crew.until(() => waitsAtGate(bank, victim), `${victim.name} to be in a transaction`)
      victim.signal('SIGSTOP')
      await crew.until(() => victim.isAsleep(), `${victim.name} to sleep`)
    })
  } else {
    const held = bank.witness.hold(victim.name, asleep)
    letGo = held.release
    let isCaught = false
    held.caught.then(() => {
      isCaught = true
    })
    await crew.until(() => isCaught, `${victim.name} to insert`)
    victim.signal('SIGSTOP')
  }
  await crew.until(() => victim.isAsleep(), `${victim.name} to sleep`)
  crew.dismiss(victim)
  const going = await leaving(scene, victim)
  // The group has put it out: it has slept past its session.
  await crew.settled()
  const taken = await going.takenOver()
  victim.signal('SIGCONT')
  letGo()
  await crew.until(
    async () => victim.end() !== null || (await crew.isSettled(crew.members.length + 1)),
    `${victim.name} to wake`,
  )
  if (victim.end() === null) crew.members.push(victim)
  else await crew.start()
  return { ...taken, woke: victim.end() === null ? 'rejoined' : 'ended' }
}

/** What a worker has when it goes, and how others come to have it. */
const leaving = async ({ bank: { postgres }, crew }: Scene, { pid, name }: Member) => {
  const began = Date.now()
  const since = await journalEnd(postgres)
  const lanes = lanesOf(await readJournal(postgres), pid)
  if (lanes.length === 0) throw new Error(`${name} had nothing others could take over`)
  return {
    async takenOver() {
      await crew.until(
        async () => (await overtakenIn(postgres, lanes, { pid, since })) === lanes.length,
        `${lanes.join(', ')} of ${name} to be taken over`,
      )
      const takeoverMs = Date.now() - began
      await crew.settled()
      return { lanes: lanes.length, takeoverMs }
    },
  }
}

const lanesOfMember = async ({ bank }: Scene, { pid }: Member) => lanesOf(await readJournal(bank.postgres), pid)

const waitsAtGate = async ({ postgres: { db } }: Bank, { name }: Member): Promise<boolean> => {
  const waiting = await rowsOf(
    db,
    sql`SELECT pid FROM pg_stat_activity WHERE application_name = ${name} AND wait_event = 'advisory'`,
  )
  return waiting.length > 0
}

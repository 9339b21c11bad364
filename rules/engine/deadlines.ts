import type { Bundle } from '../bundle/bundle.ts'
import { addTime, subtractTime } from '../calendar/working.ts'
import type { Event, Value } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import { compareText } from '../hits/order.ts'
import { type Compiled, compileCondition } from '../javascript/compile.ts'
import { allowedTime } from '../language/allowed-time.ts'
import type { CheckedDeadlineRule, Duration } from '../language/checked.ts'
import { indexEntries } from './candidates.ts'
import type { DeadlineChange } from './deadline-change.ts'
import { createQueue } from './due.ts'
import { compileTrigger, hitOf, noMeasures, type Seen, type Trigger } from './trigger.ts'

/** How long after its due time a breached deadline is still watched for the event that meets it late. */
export const lateHorizonMs = 90 * 86_400_000

interface Step {
  readonly name: string
  readonly at: number
}

/** What a deadline knows from its opening on; plain data, as it is in a snapshot. */
interface Opening {
  readonly key: string
  readonly orgunit: string
  readonly product: string | null
  readonly actor: string | null
  readonly openedAt: number
  readonly dueAt: number
  readonly seen: Seen
  /** Reminders after the opening and the breach, by time. */
  readonly steps: readonly Step[]
}

interface Deadline extends Opening {
  readonly of: DeadlineTrigger
  /** Index of the next step; past the end it has breached and waits for being met late. */
  next: number
  nextAt: number
  met: boolean
}

interface DeadlineTrigger {
  readonly trigger: Trigger
  readonly rule: CheckedDeadlineRule
  readonly expectWhere: Compiled<boolean> | null
  readonly within: (params: readonly Value[]) => Duration
  readonly byKey: Map<string, Deadline[]>
}

/** Stored deadlines: rule, version, then the openings with the index of their next step. */
export type DeadlineSnapshot = [ruleId: string, version: number, [opening: Opening, next: number][]][]

const withinOf = (rule: CheckedDeadlineRule, names: readonly string[]): DeadlineTrigger['within'] => {
  const { within } = rule
  if (within.kind !== 'param') return () => within
  const index = names.indexOf(within.name)
  return (params) => {
    const duration = allowedTime(String(params[index]))
    // Defaults and the parameter table were checked when the bundle was made.
    if (typeof duration === 'string') throw new Error(`${rule.id}: ${duration}`)
    return duration
  }
}

/** All deadline rules of a bundle with their state. */
export const createDeadlines = (bundle: Bundle) => {
  const triggers = bundle.rules
    .filter((rule) => rule.kind === 'deadline')
    .map((rule): DeadlineTrigger => {
      const trigger = compileTrigger(rule, bundle)
      return {
        trigger,
        rule,
        expectWhere: rule.expectWhere && compileCondition(rule.expectWhere, trigger.names),
        within: withinOf(rule, trigger.names.params),
        byKey: new Map(),
      }
    })
  const openers = indexEntries(triggers.map((item) => ({ types: item.rule.on, where: item.rule.where, item })))
  const meeters = indexEntries(
    triggers.map((item) => ({ types: item.rule.expect, where: item.rule.expectWhere, item })),
  )
  const queue = createQueue<Deadline>()
  let waiting = 0

  const enter = (deadline: Deadline) => {
    const others = deadline.of.byKey.get(deadline.key)
    if (others) others.push(deadline)
    else deadline.of.byKey.set(deadline.key, [deadline])
    deadline.nextAt = deadline.steps[deadline.next]?.at ?? deadline.dueAt + lateHorizonMs
    if (deadline.next < deadline.steps.length) waiting++
    queue.push(deadline)
  }

  const leave = (deadline: Deadline) => {
    const { byKey } = deadline.of
    const left = byKey.get(deadline.key)!.filter((other) => other !== deadline)
    if (left.length === 0) byKey.delete(deadline.key)
    else byKey.set(deadline.key, left)
  }

  const change = (
    deadline: Deadline,
    state: DeadlineChange['state'],
    step: string | null,
    at: number,
  ): DeadlineChange => ({
    ruleId: deadline.of.rule.id,
    ruleVersion: deadline.of.rule.version,
    key: deadline.key,
    subject: deadline.seen.subject,
    orgunit: deadline.orgunit,
    product: deadline.product,
    actor: deadline.actor,
    triggerId: deadline.seen.triggerId,
    openedAt: deadline.openedAt,
    dueAt: deadline.dueAt,
    state,
    step,
    at,
  })

  const open = (event: Event, changes: DeadlineChange[]) => {
    for (const of of openers(event)) {
      const { trigger, rule } = of
      const params = trigger.parameters(event.orgunit)
      if (trigger.where && !trigger.where(event, params, noMeasures)) continue
      const key = trigger.key(event)
      if (key === null) continue
      const { calendar } = trigger.names
      const dueAt = addTime(calendar, event.time, of.within(params))
      if (dueAt === null) continue
      const steps: Step[] = []
      for (const [i, before] of rule.remind.entries()) {
        const at = subtractTime(calendar, dueAt, before)
        if (at !== null && at > event.time) steps.push({ name: `remind-${i + 1}`, at })
      }
      steps.sort((a, b) => a.at - b.at || compareText(a.name, b.name))
      steps.push({ name: 'breach', at: dueAt })
      const deadline: Deadline = {
        of,
        key,
        orgunit: event.orgunit,
        product: (event.data.product as string | undefined) ?? null,
        actor: (event.data.actor as string | undefined) ?? null,
        openedAt: event.time,
        dueAt,
        seen: trigger.see(event, params, noMeasures),
        steps,
        next: 0,
        nextAt: 0,
        met: false,
      }
      enter(deadline)
      changes.push(change(deadline, 'open', null, event.time))
    }
  }

  const meet = (event: Event, changes: DeadlineChange[]) => {
    for (const { trigger, expectWhere, byKey } of meeters(event)) {
      if (byKey.size === 0) continue
      const key = trigger.key(event)
      const waitingHere = key === null ? undefined : byKey.get(key)
      if (!waitingHere) continue
      if (expectWhere && !expectWhere(event, trigger.parameters(event.orgunit), noMeasures)) continue
      for (const deadline of waitingHere) {
        deadline.met = true
        if (deadline.next < deadline.steps.length) waiting--
        changes.push(change(deadline, 'met', null, event.time))
      }
      byKey.delete(key!)
    }
  }

  return {
    /** Opens and meets by all events of one millisecond; an event meets what opened in the same millisecond. */
    observe(group: readonly Event[], changes: DeadlineChange[]) {
      for (const event of group) open(event, changes)
      for (const event of group) meet(event, changes)
    },

    /** Fires every step with `at ≤ until` of what is not met. */
    due(until: number, hits: Hit[], changes: DeadlineChange[]) {
      for (let deadline = queue.takeDue(until); deadline; deadline = queue.takeDue(until)) {
        if (deadline.met) continue
        const step = deadline.steps[deadline.next]
        if (!step) {
          leave(deadline)
          continue
        }
        const { rule } = deadline.of
        const { seen, key } = deadline
        hits.push(hitOf(rule, seen, key, step.name, step.at, [seen.triggerId]))
        changes.push(change(deadline, step.name === 'breach' ? 'breached' : 'reminded', step.name, step.at))
        deadline.next++
        if (deadline.next === deadline.steps.length) waiting--
        deadline.nextAt = deadline.steps[deadline.next]?.at ?? deadline.dueAt + lateHorizonMs
        queue.push(deadline)
      }
    },

    /** When the next step is due, or null; a moment at which one is only forgotten counts too. */
    nextDue(): number | null {
      for (let first = queue.first(); first?.met; first = queue.first()) queue.takeDue(first.nextAt)
      return queue.first()?.nextAt ?? null
    },

    /** How many are neither met nor breached. */
    open: () => waiting,

    snapshot: (): DeadlineSnapshot =>
      triggers.map(({ rule, byKey }) => [
        rule.id,
        rule.version,
        [...byKey.values()]
          .flat()
          .sort(
            (a, b) =>
              compareText(a.key, b.key) || a.openedAt - b.openedAt || compareText(a.seen.triggerId, b.seen.triggerId),
          )
          .map(({ of: _, next, nextAt: __, met: ___, ...opening }) => [opening, next]),
      ]),

    /** Takes the deadlines of rules this bundle has in the same version; those of others are left out. */
    restore(snapshot: DeadlineSnapshot) {
      queue.clear()
      waiting = 0
      for (const { byKey } of triggers) byKey.clear()
      for (const [ruleId, version, openings] of snapshot) {
        const of = triggers.find(({ rule }) => rule.id === ruleId && rule.version === version)
        if (!of) continue
        for (const [opening, next] of openings) enter({ ...opening, of, next, nextAt: 0, met: false })
      }
    },
  }
}

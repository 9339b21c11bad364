import type { Bundle } from '../bundle/bundle.ts'
import type { Event } from '../events/event.ts'
import type { Hit } from '../hits/hit.ts'
import type { Compiled } from '../javascript/compile.ts'
import type { CheckedDeadlineRule } from '../language/checked.ts'
import { deadlineReachMs } from '../language/duration.ts'
import type { Node } from '../language/tree.ts'
import { indexEntries } from './candidates.ts'
import { compileDeadline, type Deadline, type DeadlineTrigger, type Opening, type Wake, wakesAt } from './deadline.ts'
import type { DeadlineChange } from './deadline-change.ts'
import { type Clock, paused, resumed, stepsAtOpening, stepsFrom } from './deadline-clock.ts'
import { createQueue } from './due.ts'
import type { Meters } from './meters.ts'
import type { Owns } from './part.ts'
import type { Row } from './rows.ts'
import { hitOf, noMeasures } from './trigger.ts'

/** Up to so many places in the queue it is not worth looking for those that are over. */
const fewWakes = 1_000

/** Whether a place in the queue is no longer that of its deadline. */
const isStale = (wake: Wake): boolean => wake.deadline.gone || wake.deadline.wake !== wake

/** All deadline rules of a bundle with their state. */
export const createDeadlines = (bundle: Bundle, meters: Meters, owns: Owns | null) => {
  const triggers = bundle.rules
    .filter((rule) => rule.kind === 'deadline')
    .map((rule) => compileDeadline(rule, bundle, meters.of(rule), owns))
  const indexed = (
    types: (rule: CheckedDeadlineRule) => readonly string[],
    where: (rule: CheckedDeadlineRule) => Node | null,
  ) => indexEntries(triggers.map((item) => ({ types: types(item.rule), where: where(item.rule), item })))
  const openers = indexed(
    (rule) => rule.on,
    (rule) => rule.where,
  )
  const meeters = indexed(
    (rule) => rule.expect,
    (rule) => rule.expectWhere,
  )
  const restarters = indexed(
    (rule) => rule.restart,
    (rule) => rule.restartWhere,
  )
  const turners = indexed(
    (rule) => [...rule.pause, ...rule.resume],
    () => null,
  )
  const queue = createQueue<Wake>()
  let waiting = 0

  const schedule = (deadline: Deadline) => {
    deadline.wake = { nextAt: wakesAt(deadline), deadline }
    queue.push(deadline.wake)
  }

  const enter = (opening: Opening, of: DeadlineTrigger, next: number): Deadline => {
    const deadline = { ...opening, of, next, gone: false } as Deadline
    const others = of.byKey.get(opening.key)
    if (others) others.add(deadline)
    else of.byKey.set(opening.key, new Set([deadline]))
    of.held++
    if (next < opening.steps.length) waiting++
    schedule(deadline)
    return deadline
  }

  const end = (deadline: Deadline) => {
    deadline.gone = true
    if (deadline.next < deadline.steps.length) waiting--
  }

  const forget = (deadline: Deadline) => {
    end(deadline)
    const { byKey } = deadline.of
    const others = byKey.get(deadline.key)!
    others.delete(deadline)
    if (others.size === 0) byKey.delete(deadline.key)
    deadline.of.held--
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

  const passes = ({ trigger }: DeadlineTrigger, where: Compiled<boolean> | null, event: Event) =>
    where === null || where(event, trigger.parameters(event.orgunit), noMeasures)

  /** Opens one; `since` as in {@link Opening}. */
  const openOne = (of: DeadlineTrigger, event: Event, key: string, since: number | null, changes: DeadlineChange[]) => {
    const { trigger, rule } = of
    const params = trigger.parameters(event.orgunit)
    const allowed = of.within(params)
    const found = stepsAtOpening(trigger.names.calendar, rule.remind, event.time, allowed)
    if (!found) return
    const opening: Opening = {
      key,
      orgunit: event.orgunit,
      product: (event.data.product as string | undefined) ?? null,
      actor: (event.data.actor as string | undefined) ?? null,
      openedAt: event.time,
      dueAt: found.dueAt,
      seen: trigger.see(event, params, noMeasures),
      steps: found.steps,
      ...(rule.pause.length > 0 && { clock: { allowed, added: 0, pausedAt: null } }),
      ...(since !== null && { since }),
    }
    changes.push(change(enter(opening, of, 0), 'open', null, event.time))
  }

  /** Those that an event opens; an event of `restart` as well was told to {@link restart} before. */
  const open = (event: Event, changes: DeadlineChange[]): boolean => {
    let any = false
    for (const of of openers(event)) {
      if (!passes(of, of.trigger.where, event)) continue
      const key = of.trigger.key(event)
      if (key === null) continue
      openOne(of, event, key, null, changes)
      any = true
    }
    return any
  }

  /** Ends what waits under the key and opens it anew, unless an event before in the millisecond, of `metNow`, met it. */
  const restart = (event: Event, metNow: ReadonlySet<string>, changes: DeadlineChange[]): boolean => {
    let any = false
    for (const of of restarters(event)) {
      const key = of.byKey.size === 0 ? null : of.trigger.key(event)
      const waitingHere = key === null ? undefined : of.byKey.get(key)
      if (!waitingHere || metNow.has(metKey(of, key!)) || !passes(of, of.restartWhere, event)) continue
      of.work.take(waitingHere.size)
      let since = 0
      for (const one of waitingHere) since = Math.max(since, one.since ?? one.openedAt)
      if (event.time - since > deadlineReachMs) continue
      for (const deadline of waitingHere) {
        const missed = deadline.next === deadline.steps.length
        end(deadline)
        changes.push(change(deadline, missed ? 'met' : 'restarted', null, event.time))
      }
      of.byKey.delete(key!)
      of.held -= waitingHere.size
      const opensAnyway = of.rule.on.includes(event.type as never) && passes(of, of.trigger.where, event)
      if (!opensAnyway) openOne(of, event, key!, since, changes)
      any = true
    }
    return any
  }

  const metKey = ({ rule }: DeadlineTrigger, key: string) => `${rule.id}\u0000${key}`

  const meet = (event: Event, metNow: Set<string> | null, changes: DeadlineChange[]) => {
    for (const of of meeters(event)) {
      const notes = metNow !== null && of.rule.restart.length > 0
      if (of.byKey.size === 0 && !notes) continue
      const key = of.trigger.key(event)
      const waitingHere = key === null ? undefined : of.byKey.get(key)
      if (key === null || (!waitingHere && !notes) || !passes(of, of.expectWhere, event)) continue
      if (notes) metNow.add(metKey(of, key))
      if (!waitingHere) continue
      for (const deadline of waitingHere) {
        end(deadline)
        changes.push(change(deadline, 'met', null, event.time))
      }
      of.byKey.delete(key)
      of.held -= waitingHere.size
    }
  }

  /** Stops and starts the clocks by the events of one millisecond, and tells of each clock how it stands after them. */
  const turn = (group: readonly Event[], changes: DeadlineChange[]) => {
    const before = new Map<Deadline, Clock>()
    for (const event of group) {
      for (const of of turners(event)) {
        const key = of.byKey.size === 0 ? null : of.trigger.key(event)
        const waitingHere = key === null ? undefined : of.byKey.get(key)
        if (!waitingHere) continue
        const { rule, trigger } = of
        const pauses = rule.pause.includes(event.type as never) && passes(of, of.pauseWhere, event)
        const resumes = rule.resume.includes(event.type as never) && passes(of, of.resumeWhere, event)
        of.work.take(waitingHere.size)
        for (const deadline of waitingHere) {
          const { clock, next, steps } = deadline
          if (!clock || next === steps.length || !(clock.pausedAt === null ? pauses : resumes)) continue
          if (!before.has(deadline)) before.set(deadline, clock)
          deadline.clock =
            clock.pausedAt === null ? paused(clock, event.time) : resumed(trigger.names.calendar, clock, event.time)
        }
      }
    }
    for (const [deadline, clock] of before) goOn(deadline, clock, group[0]!.time, changes)
  }

  const goOn = (deadline: Deadline, before: Clock, time: number, changes: DeadlineChange[]) => {
    const { of, openedAt, steps, next } = deadline
    const clock = deadline.clock!
    if (clock.pausedAt === null) {
      const { calendar } = of.trigger.names
      const found = stepsFrom(calendar, of.rule.remind, openedAt, { clock, time, left: steps.slice(next) })
      if (!found) return forget(deadline)
      deadline.dueAt = found.dueAt
      deadline.steps = [...steps.slice(0, next), ...found.steps]
    }
    schedule(deadline)
    if (clock.pausedAt !== null) changes.push(change(deadline, 'paused', null, time))
    else if (before.pausedAt !== null) changes.push(change(deadline, next === 0 ? 'open' : 'reminded', null, time))
  }

  /** One met long before its due time, or put off, would leave its old place in the queue until then. */
  const tidy = () => {
    if (queue.size() < fewWakes) return
    const valid = triggers.reduce((sum, { held }) => sum + held, 0)
    if (queue.size() > valid * 2) queue.keep((wake) => !isStale(wake))
  }

  return {
    /** Opens, meets and turns by all events of one millisecond; an event meets what opened in the same millisecond. */
    observe(group: readonly Event[], changes: DeadlineChange[]) {
      const metNow = group.length > 1 ? new Set<string>() : null
      let opened = false
      for (const event of group) {
        if (restart(event, metNow ?? none, changes)) opened = true
        if (open(event, changes)) opened = true
        meet(event, metNow, changes)
      }
      if (opened && metNow) for (const event of group) meet(event, null, changes)
      turn(group, changes)
      tidy()
    },

    /** Fires every step with `at ≤ until` of what is not met. */
    due(until: number, hits: Hit[], changes: DeadlineChange[]) {
      for (let wake = queue.takeDue(until); wake; wake = queue.takeDue(until)) {
        if (isStale(wake)) continue
        const { deadline } = wake
        const step = deadline.steps[deadline.next]
        if (!step || step.at > wake.nextAt || (deadline.clock && deadline.clock.pausedAt !== null)) {
          forget(deadline)
          continue
        }
        const { rule } = deadline.of
        const { seen, key } = deadline
        hits.push(hitOf(rule, seen, key, step.name, step.at, [seen.triggerId]))
        changes.push(change(deadline, step.name === 'breach' ? 'breached' : 'reminded', step.name, step.at))
        deadline.next++
        if (deadline.next === deadline.steps.length) waiting--
        wake.nextAt = wakesAt(deadline)
        queue.push(wake)
      }
    },

    /** When the next step is due, or null; a moment at which one is only forgotten counts too. */
    nextDue(): number | null {
      for (let first = queue.first(); first && isStale(first); first = queue.first()) queue.takeDue(first.nextAt)
      return queue.first()?.nextAt ?? null
    },

    /** How many are neither met nor breached; those that pause are among them. */
    open: () => waiting,

    *rows(): Generator<Row> {
      for (const { rule, byKey } of triggers)
        for (const key of [...byKey.keys()].sort())
          for (const { of: _, next, gone: __, wake: ___, ...opening } of byKey.get(key)!)
            yield ['deadline', rule.id, rule.version, opening, next]
    },

    /** Takes a deadline of a rule this bundle has in the same version; that of another is left out. */
    restore(ruleId: string, version: number, opening: Opening, next: number) {
      const of = triggers.find(({ rule }) => rule.id === ruleId)
      if (of?.rule.version === version) enter(opening, of, next)
    },
  }
}

const none: ReadonlySet<string> = new Set()

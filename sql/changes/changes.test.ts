import { type Bundle, makeBundle } from '@mingjing/rules/bundle/bundle.ts'
import { calendarOf } from '@mingjing/rules/bundle/calendars.ts'
import { parameterAt } from '@mingjing/rules/bundle/parameters.ts'
import { isProvisional } from '@mingjing/rules/calendar/local.ts'
import { eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { scopeOf } from '../access/scope.ts'
import { auditVerify } from '../audit/verify.ts'
import { partsOf, readInputs } from '../bundle/inputs.ts'
import { publishBundle } from '../bundle/publish.ts'
import { bundles, changes, goals, issueActions, settings } from '../postgres/schema.ts'
import { currentBundle } from '../queries/bundle.ts'
import { type Staff, scopeFor } from '../test/bank.ts'
import { onEachEngine } from '../test/each-engine.ts'
import { entriesIn } from './apply.ts'
import type { CalendarChange, Change, GoalChange, ListChange, ParameterChange } from './change.ts'
import { decide, type Verdict } from './decide.ts'
import { countOpenChanges, findChange, listChanges } from './list.ts'
import { propose, type StoredChange } from './propose.ts'
import { smallFiles } from './small-rules.ts'

const now = new Date('2026-03-02T02:00:00Z')
const limit = (value: ParameterChange['value'], orgunit = 'b01'): ParameterChange => ({
  ...{ kind: 'parameter', rule: 'small.quick', parameter: 'seconds' },
  ...{ orgunit, value },
})
const add = (value: string, days: { from?: string; to?: string } = {}): ListChange => ({
  ...{ kind: 'list', list: 'watched', entry: null },
  after: { value, ...days, reason: '监管通报' },
})

onEachEngine('changes by four eyes', [changes, settings, bundles], (bank) => {
  beforeEach(async () => {
    await publishBundle(bank.db, makeBundle({ files: smallFiles }).bundle, { personId: 'system', now })
  })

  const proposing = (change: Change, who: Staff = 'ruleOwner', reason = '试运行误报较多') =>
    propose(bank.db, scopeFor(who), { change, reason }, { now })
  const proposed = async (change: Change, who: Staff = 'ruleOwner'): Promise<StoredChange> => {
    const outcome = await proposing(change, who)
    if (outcome.kind === 'refused') throw new Error(outcome.en)
    return outcome.change
  }
  const deciding = (id: number, verdict: Verdict, who: Staff = 'lead', note = '同意') =>
    decide(bank.db, scopeFor(who), id, { verdict, note }, { now })
  const inForce = async (): Promise<Bundle> => (await currentBundle(bank.db))!
  const secondsAt = async (unit: string) => {
    const bundle = await inForce()
    return parameterAt(bundle.rules.find(({ id }) => id === 'small.quick')!, bundle.parameters, 'seconds', unit)
  }

  describe('what the bundle in force would not take is not proposed, and the place is named', () => {
    test.each([
      [{ ...limit(5), rule: 'small.slow' }, 'no-rule', 'small.slow · seconds · b01'],
      [{ ...limit(5), parameter: 'toString' }, 'no-parameter', 'small.quick · toString · b01'],
      [limit(5, 'B 1'), 'no-unit', 'small.quick · seconds · B 1'],
      [limit(5, 'b09'), 'no-unit', 'small.quick · seconds · b09'],
      [limit('5'), 'wrong-type', 'small.quick · seconds · b01'],
      [limit(5.5), 'not-whole', 'small.quick · seconds · b01'],
      [limit(0), 'below-minimum', 'small.quick · seconds · b01'],
      [limit(601), 'above-maximum', 'small.quick · seconds · b01'],
      [limit(null), 'no-value', 'small.quick · seconds · b01'],
      [
        { ...limit('1 lunch'), rule: 'small.answered', parameter: 'allowed' },
        'no-duration',
        'small.answered · allowed · b01',
      ],
      [{ ...add('p9'), list: 'unwatched' }, 'no-list', 'unwatched · p9'],
      [{ ...add('p9'), entry: { value: 'p8', from: null } }, 'no-entry', 'watched · p8'],
      [add('p1', { from: '2026-01-01' }), 'overlaps', 'watched · p1'],
      [add('p2', { to: '2026-03-10' }), 'overlaps', 'watched · p2'],
      [add('p9', { from: '2026-02-30' }), 'no-day', 'watched · p9'],
      [add('p9', { from: '2026-02-02', to: '2026-02-01' }), 'ends-before', 'watched · p9'],
      [add(' '), 'empty-entry', 'watched ·  '],
      [{ ...add('p1'), entry: { value: 'p1', from: null } }, 'same', 'watched · p1'],
    ] as [Change, string, string][])('%j: %s', async (change, code, place) => {
      expect(await proposing(change)).toMatchObject({ kind: 'refused', code, place })
      expect(await bank.db.select().from(changes)).toEqual([])
    })

    test('the bound that was passed is said in both languages', async () => {
      expect(await proposing(limit(601))).toMatchObject({ zh: '高于上限 600', en: 'It is above the maximum 600' })
    })

    test('a change without a reason', async () => {
      expect(await proposing(limit(5), 'ruleOwner', ' \n')).toMatchObject({ code: 'no-reason' })
    })
  })

  test('until another approves it nothing is different; then the next bundle has it, and only below the unit', async () => {
    const { id } = await proposed(limit(30))
    expect(await secondsAt('b01')).toBe(10)
    const before = await inForce()
    expect(await deciding(id, 'approve')).toMatchObject({
      kind: 'decided',
      change: { state: 'approved', decidedBy: 'S010', before: null, base: before.hash },
    })
    expect([await secondsAt('b01-s01-o1'), await secondsAt('b02'), await secondsAt('hq')]).toEqual([30, 10, 10])
    const [row] = await bank.db.select().from(changes)
    expect(row!.bundle).toBe((await inForce()).hash)
    expect((await bank.db.select().from(bundles)).find(({ hash }) => hash === row!.bundle)!.publishedBy).toBe('S010')
  })

  test('taking a unit’s own value away again puts the very bundle before in force', async () => {
    const before = await inForce()
    await deciding((await proposed(limit(30))).id, 'approve')
    expect(await proposing(limit(30))).toMatchObject({ code: 'same' })
    const away = await proposed(limit(null))
    expect(away.before).toEqual({ value: 30 })
    await deciding(away.id, 'approve')
    expect((await inForce()).hash).toBe(before.hash)
  })

  test('an entry is added, ended and corrected; the list of the file is only its beginning', async () => {
    await deciding((await proposed(add('p9', { from: '2026-03-03' }))).id, 'approve')
    const name = { value: 'p9', from: '2026-03-03' }
    const after = { ...name, to: '2026-06-30', reason: '监管通报' }
    await deciding((await proposed({ kind: 'list', list: 'watched', entry: name, after })).id, 'approve')
    const moved = { ...after, from: '2026-03-01' }
    const correction = await proposed({ kind: 'list', list: 'watched', entry: name, after: moved })
    expect(correction.before).toEqual({ entry: after })
    await deciding(correction.id, 'approve')
    expect(entriesIn(await inForce(), 'watched').at(-1)).toEqual(moved)
    expect((await inForce()).lists[0]!.entries).toHaveLength(3)
  })

  describe('four eyes', () => {
    test.each(['approve', 'reject'] as const)('who proposed it does not %s it, in no role', async (verdict) => {
      const { id } = await proposed(limit(30))
      expect(await deciding(id, verdict, 'ruleOwner')).toMatchObject({ code: 'own' })
      const promoted = scopeOf({ id: 'S040', role: 'lead', orgunit: 'hq' })
      expect(await decide(bank.db, promoted, id, { verdict, note: 'n' }, { now })).toMatchObject({ code: 'own' })
      expect(await findChange(bank.db, promoted, id)).toMatchObject({ state: 'proposed', decidedBy: null })
    })

    test('the database itself refuses a decision by who proposed it, and one by nobody', async () => {
      const { id } = await proposed(limit(30))
      for (const decidedBy of ['S040', null])
        await expect(
          bank.db.update(changes).set({ state: 'approved', decidedBy }).where(eq(changes.id, id)),
        ).rejects.toThrow()
    })

    test('a second rule owner may approve it', async () => {
      const { id } = await proposed(limit(30))
      const second = scopeOf({ id: 'S041', role: 'rule-owner', orgunit: 'hq' })
      expect(await decide(bank.db, second, id, { verdict: 'approve', note: '' }, { now })).toMatchObject({
        kind: 'decided',
      })
    })

    test('only who proposed it withdraws it', async () => {
      const { id } = await proposed(limit(30))
      expect(await deciding(id, 'withdraw', 'lead')).toMatchObject({ code: 'not-proposer' })
      expect(await deciding(id, 'withdraw', 'ruleOwner')).toMatchObject({ change: { state: 'withdrawn' } })
      expect(await deciding(id, 'approve')).toMatchObject({ code: 'over' })
    })

    test('a rejection gives its reason, and what is over is over', async () => {
      const { id } = await proposed(limit(30))
      expect(await deciding(id, 'reject', 'lead', ' ')).toMatchObject({ code: 'no-reason' })
      expect(await deciding(id, 'reject', 'lead', '证据不足')).toMatchObject({
        change: { state: 'rejected', note: '证据不足' },
      })
      expect(await deciding(id, 'approve', 'lead2')).toMatchObject({ code: 'over' })
      expect(await secondsAt('b01')).toBe(10)
    })
  })

  describe('overtaken', () => {
    test('of two for one place the second is over as soon as the first is approved; others go on', async () => {
      const [first, second, elsewhere] = [
        await proposed(limit(30)),
        await proposed(limit(40)),
        await proposed(limit(50, 'b02')),
      ]
      await deciding(first.id, 'approve')
      expect(await deciding(second.id, 'approve')).toMatchObject({ code: 'over' })
      expect(await findChange(bank.db, scopeFor('lead'), second.id)).toMatchObject({ state: 'overtaken' })
      expect(await deciding(elsewhere.id, 'approve')).toMatchObject({ kind: 'decided' })
      expect([await secondsAt('b01'), await secondsAt('b02')]).toEqual([30, 50])
    })

    test('an entry that another proposal put on the list for the same days', async () => {
      const [first, second] = [await proposed(add('p9')), await proposed(add('p9', { from: '2026-05-01' }))]
      await deciding(first.id, 'approve')
      expect(await findChange(bank.db, scopeFor('lead'), second.id)).toMatchObject({ state: 'overtaken' })
    })

    test('a release that narrowed the bounds meanwhile: approving says so and changes nothing', async () => {
      const { id } = await proposed(limit(500))
      const narrow = smallFiles.map(({ path, text }) => ({ path, text: text.replace('max: 600', 'max: 60') }))
      await publishBundle(bank.db, makeBundle({ files: narrow }).bundle, { personId: 'system', now })
      const { hash } = await inForce()
      expect(await deciding(id, 'approve')).toMatchObject({ code: 'overtaken' })
      expect((await inForce()).hash).toBe(hash)
      expect(await findChange(bank.db, scopeFor('lead'), id)).toMatchObject({ state: 'overtaken' })
    })
  })

  describe('who may and who sees', () => {
    test.each(['officer', 'lead', 'manager', 'executive', 'auditor', 'admin'] as Staff[])(
      '%s proposes nothing',
      async (who) => {
        expect(await proposing(limit(30), who)).toMatchObject({ code: 'not-permitted' })
      },
    )

    test.each(['auditor', 'admin'] as Staff[])('%s sees and does not decide', async (who) => {
      const { id } = await proposed(limit(30))
      expect(await deciding(id, 'approve', who)).toMatchObject({ code: 'not-permitted' })
    })

    test.each(['officer', 'manager', 'executive'] as Staff[])('%s does not even see it', async (who) => {
      const { id } = await proposed(limit(30))
      expect(await deciding(id, 'approve', who)).toMatchObject({ code: 'not-found' })
      expect(await listChanges(bank.db, scopeFor(who), { over: false })).toEqual([])
    })

    test('a branch sees and changes what is its own: not other units, not lists', async () => {
      const branch = scopeOf({ id: 'S042', role: 'rule-owner', orgunit: 'b01' })
      const by = (change: Change) => propose(bank.db, branch, { change, reason: 'r' }, { now })
      expect(await by(limit(30, 'b02'))).toMatchObject({ code: 'not-yours', place: 'small.quick · seconds · b02' })
      expect(await by(limit(30, 'hq'))).toMatchObject({ code: 'not-yours' })
      expect(await by(add('p9'))).toMatchObject({ code: 'not-yours' })
      const [own, other, list] = [
        await proposed(limit(30)),
        await proposed(limit(30, 'b02')),
        await proposed(add('p9')),
      ]
      expect((await listChanges(bank.db, branch, { over: false })).map(({ id }) => id)).toEqual([own.id])
      expect(await countOpenChanges(bank.db, branch)).toBe(1)
      for (const { id } of [other, list])
        expect(await decide(bank.db, branch, id, { verdict: 'approve', note: '' }, { now })).toMatchObject({
          code: 'not-found',
        })
      expect(await decide(bank.db, branch, own.id, { verdict: 'approve', note: '' }, { now })).toMatchObject({
        kind: 'decided',
      })
    })
  })

  test('every step is in the audit chain, which holds', async () => {
    const from = (await bank.db.select().from(issueActions)).length
    const [first, second] = [await proposed(limit(30)), await proposed(limit(40))]
    await deciding(first.id, 'approve')
    const rows = await bank.db.select().from(issueActions).orderBy(sql`seq`)
    expect(rows.slice(from).map(({ kind, personId }) => [kind, personId])).toEqual([
      ['change-propose', 'S040'],
      ['change-propose', 'S040'],
      ['publish', 'S010'],
      ['change-approve', 'S010'],
      ['change-overtaken', 'S010'],
    ])
    expect(rows.at(-2)!.detail).toMatchObject({ change: first.id, what: limit(30), before: null, note: '同意' })
    expect(rows.at(-1)!.detail).toMatchObject({ change: second.id })
    expect((await auditVerify(bank.db)).kind).toBe('sound')
  })

  describe('goals', () => {
    const goal = (value: number | null, differing: Partial<GoalChange> = {}): GoalChange => ({
      ...{ kind: 'goal', indicator: 'instalment.volume', orgunit: 'b01', product: 'car', month: '2026-11' },
      value,
      ...differing,
    })
    const set = () => bank.db.select().from(goals)
    beforeEach(() => bank.db.delete(goals))

    test('one proposes, another approves, and it counts; no bundle follows', async () => {
      const { hash } = await inForce()
      const { id } = await proposed(goal(500))
      expect(await deciding(id, 'approve', 'ruleOwner')).toMatchObject({ code: 'own' })
      expect(await set()).toEqual([])
      expect(await deciding(id, 'approve')).toMatchObject({ change: { state: 'approved', bundle: null } })
      expect(await set()).toMatchObject([{ orgunit: 'b01', month: '2026-11', value: 500 }])
      expect((await inForce()).hash).toBe(hash)
      expect(await proposing(goal(500))).toMatchObject({ code: 'same' })
      expect(await proposing(goal(null, { product: '' }))).toMatchObject({ code: 'same' })
      await deciding((await proposed(goal(null))).id, 'approve')
      expect(await set()).toEqual([])
    })
    test('another set meanwhile overtakes it', async () => {
      const [first, second] = [await proposed(goal(500)), await proposed(goal(600))]
      await deciding(first.id, 'approve')
      expect(await findChange(bank.db, scopeFor('lead'), second.id)).toMatchObject({ state: 'overtaken' })
      expect(await set()).toMatchObject([{ value: 500 }])
    })
    test.each([
      [goal(5, { indicator: 'supervision.hits' }), 'no-goals'],
      [goal(5, { month: '2026-13' }), 'no-month'],
      [goal(5, { orgunit: 'b09' }), 'no-unit'],
      [goal(5.5), 'not-whole'],
      [goal(-1), 'below-minimum'],
    ])('%j is refused as %s', async (change, code) => {
      expect(await proposing(change)).toMatchObject({ code })
    })
    test('who may not set goals does not propose them', async () => {
      expect(await proposing(goal(5), 'lead')).toMatchObject({ code: 'not-permitted' })
      expect(await proposing(goal(5), 'admin')).toMatchObject({ kind: 'proposed' })
    })
  })

  describe('a year of a calendar', () => {
    const year = (off: string[], differing: Partial<CalendarChange> = {}): CalendarChange => ({
      ...{ kind: 'calendar', calendar: 'cn-bank', year: 2027, after: { off, work: ['02-14'] } },
      ...differing,
    })
    const yearsOf = (bundle: Bundle) => bundle.calendars.find(({ name }) => name === 'cn-bank')!.years!

    test('is in the next bundle, stays through a release, and is provisional no more', async () => {
      const before = await inForce()
      expect(yearsOf(before)[2027]).toBeUndefined()
      const { id } = await proposed(year(['01-01..01-03']))
      await deciding(id, 'approve')
      const after = await inForce()
      expect(after.hash).not.toBe(before.hash)
      expect(yearsOf(after)[2027]).toEqual({ off: ['01-01..01-03'], work: ['02-14'] })
      expect(yearsOf(after)[2026]).toEqual(yearsOf(before)[2026])
      const calendar = calendarOf(after, 'cn-bank')
      expect(isProvisional(calendar, 2027)).toBe(false)
      expect(makeBundle(partsOf(smallFiles, await readInputs(bank.db))).bundle.hash).toBe(after.hash)
      expect(await proposing(year(['01-01..01-03']))).toMatchObject({ code: 'same' })
    })
    test.each([
      [year([]), 'no-days-off'],
      [year(['13-01']), 'no-days'],
      [year(['02-29']), 'no-days'],
      [year(['05-05..05-01']), 'no-days'],
      [year(['01-01'], { calendar: '24x7' }), 'no-calendar'],
      [year(['01-01'], { year: 1999 }), 'no-year'],
    ])('%j is refused as %s', async (change, code) => {
      expect(await proposing(change)).toMatchObject({ code })
    })
  })
})

import type { Postgres } from '@mingjing/sql/postgres/connect.ts'
import { rowsOf } from '@mingjing/sql/postgres/rows.ts'
import { sql } from 'drizzle-orm'

/** Something that happened to a plan: it was entered, taken over, or marked done. */
export interface Entry {
  /** When the statement ran, epoch ms; it counts only because it was committed. */
  readonly at: number
  readonly lane: string
  readonly seq: number
  readonly from: number
  readonly to: number
  readonly what: 'entered' | 'claimed' | 'done'
  /** The ownership that did it, and the process it belongs to. */
  readonly life: string
  readonly pid: number
}

/** Advisory lock every transaction that marks a plan done passes. */
export const gate = 5

/**
 * Has Postgres itself write down whatever happens to plans. The ledger forgets what lies behind its snapshots, and a plan
 * that was given away twice would not be seen in it.
 */
export const openJournal = async ({ db }: Postgres): Promise<void> => {
  await db.execute(sql`
    CREATE TABLE trial_journal (
      n bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), lane text NOT NULL,
      seq bigint NOT NULL, from_offset bigint NOT NULL, to_offset bigint NOT NULL, what text NOT NULL, life text
    )`)
  await db.execute(sql`
    CREATE FUNCTION trial_note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO trial_journal (lane, seq, from_offset, to_offset, what, life)
      VALUES (NEW.topic || '/' || NEW.partition, NEW.seq, NEW.from_offset, NEW.to_offset,
              CASE WHEN TG_OP = 'INSERT' THEN 'entered' WHEN NEW.state = 'done' THEN 'done' ELSE 'claimed' END,
              NEW.worker);
      -- Where a test has a transaction wait, half done, until it has put its owner to sleep.
      IF NEW.state = 'done' THEN PERFORM pg_advisory_xact_lock_shared(${sql.raw(String(gate))}); END IF;
      RETURN NULL;
    END $$`)
  await db.execute(sql`
    CREATE TRIGGER trial_note AFTER INSERT OR UPDATE ON plans FOR EACH ROW EXECUTE FUNCTION trial_note()`)
}

export const readJournal = async ({ db }: Postgres): Promise<Entry[]> => {
  const rows = await rowsOf<Record<'at' | 'seq' | 'from' | 'to', string> & Pick<Entry, 'lane' | 'what' | 'life'>>(
    db,
    sql`SELECT (extract(epoch FROM at) * 1000)::text AS at, lane, seq::text, from_offset::text AS from,
               to_offset::text AS to, what, life
        FROM trial_journal ORDER BY n`,
  )
  return rows.map(({ at, lane, seq, from, to, what, life }) => ({
    ...{ at: Number(at), lane, seq: Number(seq), from: Number(from), to: Number(to), what, life },
    // A life is host:pid:uuid:number.
    pid: Number(life.split(':')[1]),
  }))
}

/** The lanes whose newest plan is of this process. */
export const lanesOf = (journal: readonly Entry[], pid: number): string[] => {
  const newest = new Map<string, Entry>()
  for (const entry of journal) if (entry.what !== 'done') newest.set(entry.lane, entry)
  return [...newest.values()].filter((entry) => entry.pid === pid).map(({ lane }) => lane)
}

/** What is wrong with the ledger as it was written, in words; and how many plans were entered by who had been overtaken. */
export const judgeJournal = (journal: readonly Entry[]): { problems: string[]; enteredAfterFence: number } => {
  const problems: string[] = []
  let enteredAfterFence = 0
  const ends = new Map<string, { seq: number; to: number; life: string; before: Set<string> }>()
  const done = new Set<string>()
  for (const { lane, seq, from, to, what, life } of journal) {
    const name = `block ${seq} of ${lane}`
    if (what === 'done') {
      if (done.has(name)) problems.push(`${name} was done twice`)
      done.add(name)
    }
    if (what !== 'entered') continue
    const end = ends.get(lane) ?? { seq: 0, to: 0, life, before: new Set<string>() }
    if (seq !== end.seq + 1 || from !== end.to)
      problems.push(`${name} from ${from} was entered after block ${end.seq}, which went to ${end.to}`)
    if (end.before.has(life)) {
      enteredAfterFence++
      problems.push(`${name} was entered by ${life}, which had been overtaken`)
    }
    if (life !== end.life) end.before.add(end.life)
    ends.set(lane, { seq, to, life, before: end.before })
  }
  for (const [lane, { seq }] of ends)
    for (let n = 1; n <= seq; n++)
      if (!done.has(`block ${n} of ${lane}`)) problems.push(`block ${n} of ${lane} is not done`)
  return { problems, enteredAfterFence }
}

/** Number of the newest entry. */
export const journalEnd = async ({ db }: Postgres): Promise<number> => {
  const [row] = await rowsOf<{ n: string }>(db, sql`SELECT coalesce(max(n), 0)::text AS n FROM trial_journal`)
  return Number(row!.n)
}

/** In how many of the lanes another process has entered a plan since. */
export const overtakenIn = async (
  { db }: Postgres,
  lanes: readonly string[],
  { pid, since }: { readonly pid: number; readonly since: number },
): Promise<number> => {
  const [row] = await rowsOf<{ n: string }>(
    db,
    sql`SELECT count(DISTINCT lane)::text AS n FROM trial_journal
        WHERE n > ${since} AND what = 'entered' AND split_part(life, ':', 2) <> ${String(pid)}
          AND lane IN (SELECT jsonb_array_elements_text(${JSON.stringify(lanes)}::text::jsonb))`,
  )
  return Number(row!.n)
}

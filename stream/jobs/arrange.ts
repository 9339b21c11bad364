import { assignWaiting } from '@mingjing/sql/assignment/assign.ts'
import { handBack, handOnFromClosed } from '@mingjing/sql/assignment/hand-back.ts'
import type { ClickHouseReader } from '@mingjing/sql/clickhouse/connect.ts'
import { weighAnew } from '@mingjing/sql/issues/weigh-anew.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'

export interface Arranged {
  readonly weighed: number
  readonly handedBack: number
  readonly assigned: number
}

/** Keeps priorities as the day goes on, takes back what people who went away have not begun and what
 * closed accounts have, and assigns what waits. */
export const arrange = async (
  { db, clickhouse }: { db: Db; clickhouse: ClickHouseReader },
  now: Date,
): Promise<Arranged> => ({
  weighed: await weighAnew(db, now),
  handedBack: (await handBack(db, now)) + (await handOnFromClosed(db, now)),
  assigned: await assignWaiting(db, clickhouse, now),
})

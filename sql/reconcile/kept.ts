import type { Scope } from '../access/scope.ts'
import type { Db } from '../postgres/connect.ts'
import { seesWholeBank } from '../queries/engine-room.ts'
import { readSetting, writeSetting } from '../settings/settings.ts'
import type { Reconciled } from './reconcile.ts'

const key = 'reconciled'

/** Keeps what was found last, for the page. */
export const keepReconciled = (db: Db, found: Reconciled): Promise<void> => writeSetting(db, key, found)

/** What was found last; null before the first time, and for who does not see the whole bank. */
export const lastReconciled = async (db: Db, scope: Scope): Promise<Reconciled | null> =>
  seesWholeBank(scope) ? readSetting<Reconciled>(db, key) : null

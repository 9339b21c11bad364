import { maySeeAccounts } from '@mingjing/sql/access/predicates.ts'
import { may, scopeOf } from '@mingjing/sql/access/scope.ts'
import { keptAccount } from '@mingjing/sql/people/account.ts'
import { directory, directoryRow, peopleByUnit, peopleOfPage } from '@mingjing/sql/people/directory.ts'
import { roles, tokenGrants } from '@mingjing/sql/postgres/schema.ts'
import { serviceAccounts } from '@mingjing/sql/service-tokens/list.ts'
import { countStaffChanges, listStaffChanges } from '@mingjing/sql/staffing/list.ts'
import { browserName } from '#lib/account/browser-name.ts'
import { allowed } from '#lib/server/guard/allowed.ts'
import { peopleActions } from '#lib/server/people/actions.ts'
import { askedOfPeople } from '#lib/server/people/asked.ts'
import { wishViews } from '#lib/server/people/views.ts'
import { theRuntime } from '#lib/server/runtime.ts'
import { unitOf } from '#lib/server/scope.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const person = allowed(locals)
  const scope = scopeOf(person)
  const { db } = (await theRuntime()).postgres
  const now = new Date()
  const asked = askedOfPeople(url.searchParams)
  const seesAccounts = maySeeAccounts(scope)
  const tab = seesAccounts ? asked.tab : 'people'
  const filter = { ...asked.filter, unit: unitOf(person, url) }
  const list = tab === 'people' ? await directory(db, scope, filter, now, asked.page) : { people: [], total: 0 }
  const row = tab === 'people' && asked.person ? await directoryRow(db, scope, asked.person, now) : null
  const kept = row && (await keptAccount(db, scope, row.id, now))
  const asks = async (of: Parameters<typeof listStaffChanges>[2]) =>
    wishViews(db, scope, await listStaffChanges(db, scope, of))
  return {
    ...{ tab, seesAccounts, roles, grants: tokenGrants, pageLength: peopleOfPage, page: asked.page },
    ...list,
    byUnit: Object.fromEntries(await peopleByUnit(db, scope)),
    mayKeep: may(scope, 'people:write'),
    adding: may(scope, 'people:write') && asked.adding && row === null,
    waiting: await countStaffChanges(db, scope),
    open: tab === 'waiting' ? await asks({ over: false }) : [],
    over: tab === 'waiting' ? await asks({ over: true }) : [],
    services: tab === 'services' ? await serviceAccounts(db, scope) : [],
    chosen: row && {
      row,
      kept: kept && {
        ...kept,
        sessions: kept.sessions.map(({ userAgent, ...session }) => ({ ...session, browser: browserName(userAgent) })),
      },
      wishes: seesAccounts ? await asks({ personId: row.id }) : [],
    },
    missing: tab === 'people' && asked.person !== null && row === null,
    now: now.getTime(),
  }
}

export const actions = { ...peopleActions } satisfies Actions

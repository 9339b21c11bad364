import { personOfIdentity } from '@mingjing/sql/people/identities.ts'
import { secondFactorOf } from '@mingjing/sql/people/second-factor.ts'
import type { Db } from '@mingjing/sql/postgres/connect.ts'
import type { Client } from './client.ts'
import { openSession } from './open-session.ts'
import { askForCode, type SignIn } from './sign-in.ts'
import { arrive, type Leaving, type Provider } from './single-sign-on.ts'

/**
 * Signs in who comes back from the bank's own sign-in. Where that asked for a password alone, as far as it says, our
 * second factor of a person who has one is asked for as after our own password.
 */
export const signInByProvider = async (
  db: Db,
  provider: Provider,
  came: { at: URL; leaving: Leaving; client: Client },
  now = new Date(),
): Promise<SignIn> => {
  const arrived = await arrive(provider, came.at, came.leaving)
  const personId = arrived && (await personOfIdentity(db, arrived, arrived.login, now))
  if (!personId) return { kind: 'refused' }
  if (!arrived.strong && (await secondFactorOf(db, personId)) !== null) return askForCode(db, personId, now)
  const by = arrived.strong ? 'single-sign-on-strong' : 'single-sign-on'
  return { kind: 'ok', sessionId: await openSession(db, { personId, by, client: came.client, now }) }
}

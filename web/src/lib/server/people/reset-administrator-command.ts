import { dataFolderPath, holdDataFolder } from '@mingjing/sql/data-folder.ts'
import { resetAdministrator } from '@mingjing/sql/people/reset-administrator.ts'
import { openPostgres } from '@mingjing/sql/postgres/connect.ts'
import { migratePostgres } from '@mingjing/sql/postgres/migrate.ts'
import { hashPassword } from '../auth/password.ts'

/**
 * `mingjing people reset-administrator LOGIN`: prints a first password for an administrator of the head office.
 * @throws when the product runs on the embedded folder, or when there is no such administrator, naming those there are.
 */
export async function resetAdministratorCommand(login: string): Promise<void> {
  const url = process.env.DATABASE_URL
  const folder = url ? null : await holdDataFolder(dataFolderPath())
  try {
    const postgres = await openPostgres(url ? { url } : { path: folder!.postgres })
    try {
      await migratePostgres(postgres)
      const outcome = await resetAdministrator(postgres.db, login, { now: new Date(), hashPassword })
      if (outcome.kind !== 'reset') throw new Error(noSuch(login, outcome.logins))
      console.error(
        `A first password for ${outcome.login}, shown this once; it opens the choice of one's own for three days:`,
      )
      console.log(outcome.password)
    } finally {
      await postgres.close()
    }
  } finally {
    await folder?.release()
  }
}

const noSuch = (login: string, logins: readonly string[]): string =>
  `no open administrator of the head office signs in as ${login}; there ${logins.length === 1 ? 'is' : 'are'} ${logins.join(', ') || 'none'}`

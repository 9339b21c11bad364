import { randomUUID } from 'node:crypto'
import { dataFolderPath, holdDataFolder } from '../data-folder.ts'
import { takeLease } from '../settings/lease.ts'
import { openStores } from '../stores.ts'
import { retainOnRecord } from './daily.ts'
import { recordKindNamed } from './kinds.ts'
import { preview } from './retain.ts'

/** How long a worker is kept from doing the same, ms. */
const leaseMs = 3_600_000

/**
 * `mingjing retention [--dry-run]`: deletes what is beyond its period, on record, and prints a line a kind; with `dryRun` only
 * says what would go. A running product does it by itself once a day.
 * @throws when the product runs on the data folder, or a worker is at it.
 */
export const retentionCommand = async ({ dryRun = false }: { dryRun?: boolean }): Promise<void> => {
  const isEmbedded = !process.env.CLICKHOUSE_URL || !process.env.DATABASE_URL
  const folder = isEmbedded ? await holdDataFolder(dataFolderPath()) : null
  try {
    const stores = await openStores(process.env)
    try {
      const { postgres, clickhouse, keys } = stores
      const now = new Date()
      const parts = { db: postgres.db, clickhouse, keys }
      const owner = `command:${randomUUID()}`
      if (!dryRun && !(await takeLease(postgres.db, 'retention', { owner, now, forMs: leaseMs })))
        throw new Error('a worker is deleting at this moment; try again within the hour')
      const kept = dryRun ? await preview(parts, now) : (await retainOnRecord(parts, now)).done
      for (const { kind, months, cutoff, rows, held } of kept) {
        const before = new Date(cutoff).toISOString().slice(0, 10)
        const said = dryRun ? 'would go' : 'deleted'
        console.log(
          `${kind}  ${months} months, before ${before}: ${rows} ${said}, ${held} kept  (${recordKindNamed(kind)!.en})`,
        )
      }
    } finally {
      await stores.close()
    }
  } finally {
    await folder?.release()
  }
}

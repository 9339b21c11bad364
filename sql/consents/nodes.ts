import { inArray } from 'drizzle-orm'
import type { Db } from '../postgres/connect.ts'
import { consentEntries } from '../postgres/schema.ts'
import { filledBy, hashLeaf, type Node } from './tree.ts'

/** Hashes of nodes of the tree, in the order asked for, read by one statement. @throws when one is not there. */
export const hashesOf = async (db: Db, nodes: readonly Node[]): Promise<string[]> => {
  if (nodes.length === 0) return []
  const rows = await db
    .select({ position: consentEntries.position, hash: consentEntries.hash, fills: consentEntries.fills })
    .from(consentEntries)
    .where(
      inArray(
        consentEntries.position,
        nodes.map((node) => filledBy(node) + 1),
      ),
    )
  const byLeaf = new Map(rows.map((row) => [row.position - 1, row]))
  return nodes.map((node) => {
    const row = byLeaf.get(filledBy(node))
    const hash = node.level === 0 ? row && hashLeaf(row.hash) : row?.fills[node.level - 1]
    if (hash === undefined) throw new Error(`the chain of consents lacks what entry ${filledBy(node) + 1} fills`)
    return hash
  })
}

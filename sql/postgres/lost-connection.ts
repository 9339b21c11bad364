import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Sql, TransactionSql } from 'postgres'

type Work = (sql: TransactionSql) => Promise<unknown>

/** Whether a transaction can still be spoken to. */
interface Standing {
  isOver: boolean
}

/**
 * The same client, whose transactions say nothing more once their connection is lost. postgres.js itself goes on: its
 * ROLLBACK to a socket that is gone ends the process, and where the connection has been opened anew, what is left of the
 * transaction runs outside of any (porsager/postgres, issues 1208 and 1216).
 */
export const endingWithConnection = (client: Sql): Sql => {
  const begin = (work: Work) => {
    const standing: Standing = { isOver: false }
    const running = client.begin((sql) => within(standing, sql, work))
    const end = () => {
      standing.isOver = true
    }
    running.then(end, end)
    return running
  }
  return new Proxy(client, { get: (target, name) => (name === 'begin' ? begin : Reflect.get(target, name)) })
}

/** Whoever began it has been told of the loss by then: it is left where it is, as both ways out would say something. */
const nevermore = new Promise<never>(() => {})

const within = async (standing: Standing, sql: TransactionSql, work: Work): Promise<unknown> => {
  try {
    const result = await work(guarded(standing, sql))
    return standing.isOver ? await nevermore : result
  } catch (error) {
    // The statement under way is told of the loss first, and the transaction in the same turn.
    await nextTurn()
    if (standing.isOver || isFatal(error)) return nevermore
    throw error
  }
}

const guarded = (standing: Standing, sql: TransactionSql): TransactionSql => {
  const unsafe: TransactionSql['unsafe'] = (...statement) => (standing.isOver ? refused() : sql.unsafe(...statement))
  const savepoint = (work: Work) => sql.savepoint((inner) => within(standing, inner, work))
  const own = new Map<string | symbol, unknown>([
    ['unsafe', unsafe],
    ['savepoint', savepoint],
  ])
  return new Proxy(sql, { get: (target, name) => own.get(name) ?? Reflect.get(target, name) })
}

const refused = () => {
  const answer = Promise.reject(new Error('the connection of this transaction was lost'))
  return Object.assign(answer, { values: () => answer }) as never
}

/** After such an answer the server closes the connection. */
const isFatal = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as Error & { severity?: string }).severity === 'FATAL' || isFatal((error as Error).cause))

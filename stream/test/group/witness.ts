import { createHash } from 'node:crypto'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An insert as it went on to ClickHouse. */
export interface Write {
  readonly at: number
  readonly who: string
  /** `topic:partition:seq:table` */
  readonly token: string
  readonly digest: string
}

/** Where an insert is held up while who sends it sleeps: before ClickHouse has it, or before the answer comes back. */
export type HeldAt = 'before-insert' | 'after-insert'

export interface Held {
  /** Resolves when an insert was caught. */
  readonly caught: Promise<void>
  release(): void
}

export interface Witness {
  readonly writes: Write[]
  /** A URL of ClickHouse for one process alone. */
  urlFor(who: string): Promise<string>
  /** Catches the next insert of a process. */
  hold(who: string, at: HeldAt): Held
  close(): Promise<void>
}

/** Stands between the workers and ClickHouse, notes who inserts what, and can hold an insert up as a network may. */
export const startWitness = (target: string): Witness => {
  const agent = new Agent({ keepAlive: true })
  const servers: Server[] = []
  const writes: Write[] = []
  const traps = new Map<string, { at: HeldAt; catch: () => void; released: Promise<void> }>()

  const pass = async (who: string, asked: IncomingMessage, answer: ServerResponse) => {
    const body = await bodyOf(asked)
    const query = new URL(asked.url!, target).searchParams.get('query') ?? ''
    const token = /^INSERT INTO .*insert_deduplication_token='([^']+)'/s.exec(query)?.[1]
    const trap = token === undefined ? undefined : traps.get(who)
    if (trap) traps.delete(who)
    const holdUp = async (at: HeldAt) => {
      if (trap?.at !== at) return
      trap.catch()
      await trap.released
    }
    await holdUp('before-insert')
    if (token !== undefined)
      writes.push({ at: Date.now(), who, token, digest: createHash('sha256').update(body).digest('base64') })
    const { headers } = asked
    const forward = request(target + asked.url!, { method: asked.method, headers, agent })
    const came = new Promise<IncomingMessage>((resolve, reject) => forward.on('response', resolve).on('error', reject))
    forward.end(body)
    const result = await came
    const bytes = await bodyOf(result)
    await holdUp('after-insert')
    // It goes on whole, whatever its pieces were.
    const { 'transfer-encoding': _, ...plain } = result.headers
    answer.writeHead(result.statusCode!, plain).end(bytes)
  }

  return {
    writes,
    async urlFor(who) {
      const server = createServer((asked, answer) => {
        // A process that was killed does not wait for its answer.
        pass(who, asked, answer).catch(() => answer.destroy())
      })
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    hold(who, at) {
      const caught = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      traps.set(who, { at, catch: caught.resolve, released: released.promise })
      return { caught: caught.promise, release: released.resolve }
    },
    async close() {
      agent.destroy()
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

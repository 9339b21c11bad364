import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * How a store can be away: it refuses connections, takes them and says nothing, resets them at once, cuts each answer in
 * the middle, or does what is asked and loses the answer.
 */
export const outageKinds = ['refuse', 'hang', 'reset', 'cut', 'unanswered'] as const
export type OutageKind = (typeof outageKinds)[number]

export interface Outage {
  readonly kind: OutageKind
  /** Of a cut: how many bytes of an answer come through at most. */
  readonly cutAt: number
  /** Of a hang: whether what was held is delivered at its end, be it asked by somebody gone since, or reset. */
  readonly delivers: boolean
}

export interface FaultProxy {
  readonly port: number
  begin(outage: Outage): void
  /** Connections, requests and answers this outage has spoiled; those refused are not seen here. */
  spoiled(): number
  end(): Promise<void>
  close(): Promise<void>
}

interface Line {
  readonly client: Socket
  readonly server: Socket
  /** The newest the client asked. */
  asked: Buffer
  readonly held: { readonly to: Socket; readonly bytes: Buffer }[]
}

/**
 * Stands between a client and a server on this machine, and has outages. `isDone` says whether an answer means that what
 * was asked is done for good.
 */
export const openFaultProxy = async (
  target: number,
  isDone: (answer: Buffer, asked: Buffer) => boolean,
): Promise<FaultProxy> => {
  const lines = new Set<Line>()
  let outage: Outage | null = null
  let spoiled = 0

  const drop = (line: Line) => {
    lines.delete(line)
    line.client.resetAndDestroy()
    line.server.destroy()
  }
  const spoil = (line: Line) => {
    spoiled++
    drop(line)
  }
  const pass = (line: Line, to: Socket, bytes: Buffer) => {
    if (to === line.server) line.asked = bytes
    if (outage?.kind === 'hang') {
      spoiled++
      line.held.push({ to, bytes })
    } else if (to === line.client && outage?.kind === 'cut') {
      line.client.write(bytes.subarray(0, Math.min(outage.cutAt, bytes.length - 1)), () => drop(line))
      spoiled++
    } else if (to === line.client && outage?.kind === 'unanswered' && isDone(bytes, line.asked)) spoil(line)
    else to.write(bytes)
  }
  /** One end is gone; what is held for the other may still arrive. */
  const leave = (line: Line) => {
    if (outage?.kind === 'hang' && line.held.length > 0) return
    lines.delete(line)
    line.client.destroy()
    line.server.destroy()
  }

  const take = (client: Socket) => {
    const line: Line = { client, server: connect(target, '127.0.0.1'), asked: Buffer.alloc(0), held: [] }
    lines.add(line)
    for (const [from, to] of [
      [client, line.server],
      [line.server, client],
    ] as const) {
      from.setNoDelay(true)
      from.on('data', (bytes: Buffer) => pass(line, to, bytes))
      from.on('error', () => {})
      from.on('close', () => leave(line))
    }
    if (outage?.kind === 'reset') spoil(line)
  }

  const listen = async (port: number): Promise<Server> => {
    const server = createServer(take)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let door: Server | null = await listen(0)
  const { port } = door.address() as AddressInfo
  const shut = () => {
    door?.close()
    door = null
  }

  return {
    port,
    spoiled: () => spoiled,
    begin(next) {
      outage = next
      spoiled = 0
      if (next.kind === 'refuse') shut()
      if (next.kind === 'refuse' || next.kind === 'reset') for (const line of lines) spoil(line)
    },
    async end() {
      const last = outage
      outage = null
      for (const line of lines) {
        if (last?.kind === 'hang' && !last.delivers) drop(line)
        for (const { to, bytes } of line.held.splice(0)) if (!to.destroyed) to.write(bytes)
        if (line.client.destroyed) line.server.end()
      }
      door ??= await listen(port)
    },
    async close() {
      shut()
      for (const line of lines) drop(line)
    },
  }
}

const readyAndIdle = Buffer.from('Z\0\0\0\x05I', 'latin1')

/** Whether Postgres says that something was changed, and last that no transaction is open: it is committed. */
export const isCommitted = (answer: Buffer): boolean =>
  answer.subarray(-6).equals(readyAndIdle) &&
  /(COMMIT|INSERT \d+ \d+|UPDATE \d+|DELETE \d+)\0/.test(answer.toString('latin1'))

/** Whether ClickHouse says that an insert was done. */
export const isInserted = (answer: Buffer, asked: Buffer): boolean =>
  answer.subarray(0, 12).toString('latin1') === 'HTTP/1.1 200' && !asked.includes('SELECT')

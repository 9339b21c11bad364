import { createServer, type Server, type Socket } from 'node:net'

/** A mail server on this machine that takes everything, and keeps it as it came. */
export interface MailServer {
  readonly port: number
  readonly mails: string[]
  /** Ends like a server that dies: nobody is told. */
  stop(): Promise<void>
}

/** @param port 0 for any free one */
export const startMailServer = async (port = 0): Promise<MailServer> => {
  const mails: string[] = []
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => {})
    let text = ''
    let inData = false
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 here')
    socket.on('data', (chunk) => {
      text += chunk
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const said = text.slice(0, end)
        text = text.slice(end + (inData ? 5 : 2))
        if (inData) {
          inData = false
          mails.push(said)
          say('250 kept')
        } else if (/^DATA/i.test(said)) {
          inData = true
          say('354 go on')
        } else if (/^QUIT/i.test(said)) socket.end('221 bye\r\n')
        else say('250 ok')
      }
    })
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
  const address = server.address() as { port: number }
  return {
    port: address.port,
    mails,
    stop: () => {
      for (const socket of open) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

import type { IncomingMessage } from 'node:http'
import type { Person } from '#lib/server/auth/person.ts'
import type { Service } from '#lib/server/auth/service-token.ts'
import type { Direction, Theme } from '#lib/settings/preference.ts'

declare global {
  namespace App {
    interface Error {
      message: string
      /** What an operator finds in the log; nothing of the fault itself is shown. */
      reference?: string
      /** The same for machines, as the HTTP face says refusals. */
      error?: string
    }
    interface Locals {
      person: Person | null
      service: Service | null
      sessionId: string | null
      /** Signed in by a password alone, where the bank asks this role for a second factor: only its set-up is open. */
      mustEnrol: boolean
      /** Signed in by a password that was given out: only the choice of one's own is open. */
      mustChoose: boolean
      /** Signed in, but not for this route: pages answer with the reason, see the desk layout. */
      forbidden?: boolean
      theme: Theme
      direction: Direction
    }
    interface Platform {
      req?: IncomingMessage
    }
  }
}

import { m } from '#lib/paraglide/messages.js'
import { sendFile } from './send.ts'
import { staleWords } from './since.ts'

export interface ChosenFile {
  file: File
  state: 'chosen' | 'sending' | 'sent'
  /** Why it was refused. */
  problem: string | null
}

/** Files somebody is about to add to an issue: sent one after the other, each with its own outcome. */
export class ChosenFiles {
  list = $state<ChosenFile[]>([])
  /** The issue's after the newest file. */
  #version = 0

  add(files: Iterable<File>): void {
    for (const file of files) {
      const same = this.list.some(
        (each) =>
          each.file.name === file.name && each.file.size === file.size && each.file.lastModified === file.lastModified,
      )
      if (!same) this.list.push({ file, state: 'chosen', problem: null })
    }
  }

  remove(index: number): void {
    this.list.splice(index, 1)
  }

  clear(): void {
    this.list = []
    this.#version = 0
  }

  /**
   * Those not sent yet, to the issue as it was read in a version; once somebody else changed it no more of them.
   * @returns its version after them, how many were refused, and what others did meanwhile where that stopped it.
   */
  async send(issueId: string, version: number): Promise<{ version: number; refused: number; stale: string | null }> {
    this.#version = Math.max(this.#version, version)
    let refused = 0
    for (const each of this.list) {
      if (each.state === 'sent') continue
      each.state = 'sending'
      each.problem = null
      const sent = await sendFile(issueId, each.file, this.#version)
      if (sent.kind === 'attached') {
        this.#version = sent.version
        each.state = 'sent'
      } else if (sent.kind === 'stale') {
        each.state = 'chosen'
        return { version: this.#version, refused, stale: staleWords(sent.since) }
      } else {
        each.state = 'chosen'
        each.problem = sent.words || m.tile_failed()
        refused += 1
      }
    }
    return { version: this.#version, refused, stale: null }
  }
}

import { m } from '#lib/paraglide/messages.js'
import { sendFile } from './send.ts'

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

  /** Those not sent yet. @returns the issue's version after them, and how many were refused. */
  async send(issueId: string, version: number): Promise<{ version: number; refused: number }> {
    this.#version = Math.max(this.#version, version)
    let refused = 0
    for (const each of this.list) {
      if (each.state === 'sent') continue
      each.state = 'sending'
      each.problem = null
      const sent = await sendFile(issueId, each.file)
      if (sent.kind === 'attached') {
        this.#version = sent.version
        each.state = 'sent'
      } else {
        each.state = 'chosen'
        each.problem = sent.words || m.tile_failed()
        refused += 1
      }
    }
    return { version: this.#version, refused }
  }
}

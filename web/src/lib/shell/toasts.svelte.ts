/** A short message at the foot of the page, with one thing that can be done about it. */
export interface Toast {
  id: number
  words: string
  tone: 'done' | 'problem'
  offer?: { name: string; run: () => void }
}

const shownForMs = 8000
/** What can still be taken back stays longer. */
const offeredForMs = 20_000

/** Messages of the page being shown. */
export class Toasts {
  list = $state<Toast[]>([])
  #next = 1

  show(words: string, tone: Toast['tone'] = 'done', offer?: Toast['offer']): void {
    const id = this.#next++
    this.list = [...this.list.slice(-2), { id, words, tone, offer }]
    setTimeout(() => this.drop(id), offer ? offeredForMs : shownForMs)
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()

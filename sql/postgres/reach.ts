/** How far the blocks of a partition have come: `seq` is the newest whose effects are all there. */
export interface Reach {
  readonly topic: string
  readonly partition: number
  readonly seq: number
}

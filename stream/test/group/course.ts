/** How trial time runs: `base` at the real moment `since`, and from there `speed` times as fast; both epoch ms. */
export interface Course {
  readonly base: number
  readonly since: number
  readonly speed: number
}

/** @param real epoch ms */
export const trialTime = ({ base, since, speed }: Course, real: number): number =>
  Math.round(base + speed * (real - since))

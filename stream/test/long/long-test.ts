/** Whether the promise was kept. `rounds` is null when nobody said how many. */
export type LongTest = (seed: number, rounds: number | null) => Promise<boolean>

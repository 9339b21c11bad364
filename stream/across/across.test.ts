import { expect, test } from 'vitest'
import { runSpread } from '../test/spread.ts'

test.each([1, 2, 3, 4, 5, 6])(
  'events over several partitions are judged as if they lay in one (seed %i)',
  async (seed) => {
    const { problems, across, deaths } = await runSpread(seed)
    expect(problems).toEqual([])
    expect(across).toEqual(['trial.rapid', 'trial.shared-device', 'trial.suspicion'])
    expect(deaths).toBeGreaterThan(0)
  },
)

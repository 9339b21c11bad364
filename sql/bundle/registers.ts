import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRegisters, type Registers } from '@mingjing/rules/registers/registers.ts'

/**
 * The registers of a folder that holds `risks.yaml` and `basis.yaml`.
 * @throws when one is missing or has not the form of a register.
 */
export const readRegisters = async (folder: string): Promise<Registers> => {
  const [risks, basis] = await Promise.all(
    ['risks.yaml', 'basis.yaml'].map((name) => readFile(join(folder, name), 'utf8')),
  )
  return parseRegisters({ risks: risks!, basis: basis! })
}

import type { Block } from '../block/block.ts'
import type { Books } from '../books.ts'

/**
 * Commits a block's effects; asking again after a lost answer is harmless. Returns how many issues it opened, 0 when an
 * earlier attempt had gone through.
 * @throws Fenced when another worker has done this block.
 */
export const writeEffects = async (books: Books, block: Block, attempt: { first: boolean }): Promise<number> => {
  if (!attempt.first && (await books.isDone(block.plan))) return 0
  attempt.first = false
  return books.commit(block)
}

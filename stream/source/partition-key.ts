import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'

/** Kafka's message key, which decides the partition: everything about one case lies in one partition. */
export const partitionKey = 'subject'

/** Rules that watch events across cases: with several partitions no worker would see all of what they count. */
export const acrossPartitions = (bundle: Bundle): string[] =>
  bundle.rules
    .filter((rule) => rule.kind !== 'match' && !rule.key.some(({ name }) => name === partitionKey))
    .map((rule) => rule.id)

/** @throws when a topic of so many partitions would make rules miss what they look for. */
export const checkPartitions = (topic: string, partitions: number, bundle: Bundle): void => {
  const across = partitions > 1 ? acrossPartitions(bundle) : []
  if (across.length === 0) return
  throw new Error(
    `topic ${topic} has ${partitions} partitions by ${partitionKey}, but ${across.length} rules are keyed by something ` +
      `else (${across.slice(0, 5).join(', ')}${across.length > 5 ? ', …' : ''}): no worker would see all of their events. ` +
      `Use a topic of one partition, or a bundle whose window and deadline rules all have ${partitionKey} in their key.`,
  )
}
